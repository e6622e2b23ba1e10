// Backends that this system does not have, such as io_uring where the kernel forbids it.
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

/// Without the values of vary's server.backend that are unavailable; all stay if none would be
/// left.
AvailableSpec available_part(Json spec, const std::vector<Backend>& backends);

/// Throws UsageError that names the row if one is to run on a backend that is unavailable.
void refuse_unavailable(const Experiment& experiment, const std::vector<Backend>& backends);

}  // namespace dispatchbench::runner
