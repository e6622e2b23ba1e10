// What a server and a load generator say about a run, each in a file of its own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// The report in `file`, null if it cannot be made use of; and then why, as "wrote no report".
struct ReportFile {
  Json content;
  std::optional<std::string> fault;
};

/// dispatch_server's (results/schema/server-report.schema.json).
ReportFile read_server_report(const std::filesystem::path& file);

/// loadgen's (results/schema/load.schema.json).
ReportFile read_load_report(const std::filesystem::path& file);

}  // namespace dispatchbench::runner
