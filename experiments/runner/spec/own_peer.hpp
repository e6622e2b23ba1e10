// The user's own server among an experiment's rows, without a line in any file: rows that say
// themselves how their peer is run, and where on the command line they come from.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// A row for --peer NAME=COMMAND: split into words as a shell does it, with placeholders as a
/// peer's, and started in the current folder, wherever the run goes on. Throws UsageError that
/// quotes `text`.
Json row_for_command(const std::string& text);

/// A row for --peer-url NAME=http://HOST:PORT, a server that runs already. Throws likewise.
Json row_for_url(const std::string& text);

/// `spec` with these rows after its own.
Json with_rows(Json spec, const std::vector<Json>& rows);

/// The rows that an earlier with_rows(), or with_network_ceiling(), gave the experiment of `file`
/// to make it `spec`.
std::vector<Json> rows_added(const Json& spec, const Json& file);

}  // namespace dispatchbench::runner
