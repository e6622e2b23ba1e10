// The two programs that every run needs.
#pragma once

#include <filesystem>
#include <string>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

struct Programs {
  std::filesystem::path server;  ///< dispatch_server
  std::filesystem::path load;    ///< loadgen
};

/// Looks in `folder`, or if that is empty in $DISPATCHBENCH_BIN, or beside this program. Throws
/// UsageError that names a program that is missing.
Programs find_programs(const std::string& folder);

/// {path, size, hash}: two files of the same content are the same.
Json identity_of(const std::filesystem::path& program);

/// {dispatch_server: {path, size, hash}, loadgen: {…}}.
Json identity_of(const Programs& programs);

}  // namespace dispatchbench::runner
