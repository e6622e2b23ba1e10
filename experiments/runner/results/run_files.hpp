// The files of single runs, and the reports that become part of them, read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {

/// Throws UsageError that names the file if it is none of a run.
MeasuredRun read_run(const std::filesystem::path& file);

/// All runs in `folder`/runs in the order of running; none if they were not kept. Throws likewise.
std::vector<MeasuredRun> read_runs(const std::filesystem::path& folder);

/// A report with its document; or why it cannot be made use of, as "wrote no report".
template <class Report>
struct ReportFile {
  std::optional<Report> report;
  std::string fault;  ///< empty: none
};

/// dispatch_server's, which counts all that its workers do.
ReportFile<ServerReport> read_server_report(const std::filesystem::path& file);

/// loadgen's.
ReportFile<LoadReport> read_load_report(const std::filesystem::path& file);

}  // namespace dispatchbench::runner
