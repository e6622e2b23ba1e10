// What this system does not have: backends, such as io_uring where the kernel forbids it, and
// networks for a run of its own.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/spec/specification.hpp"

namespace dispatchbench::runner {

/// An experiment file's content, as it can be run here.
struct AvailableSpec {
  Json spec;
  std::vector<std::string> notes;  ///< what was left out and why, a line each
};

/// Without the values of vary's server.backend, and of its reload.tcp_migrate_req, that are
/// unavailable; all stay if none would be left.
AvailableSpec available_part(Json spec, const std::vector<Backend>& backends);

/// Throws UsageError that names the row if one is to run on a backend that is unavailable, or in a
/// network that cannot be.
void refuse_unavailable(const Experiment& experiment, const std::vector<Backend>& backends);

}  // namespace dispatchbench::runner
