// What makes a finished run invalid, and what makes it doubtful.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/json.hpp"

namespace dispatchbench::runner {

/// A sentence if the server counted other bytes than the client sent: such a run is invalid. Only
/// PUTs are counted; nothing if either report does not count.
std::optional<std::string> byte_mismatch(const Json& load_options, const Json& server_report,
                                         const Json& load_report);

/// Flags of a run, given its options and its record:
///   bytes-mismatch   see above
///   machine-busy     emulated cores, and less than 10 % of the machine was idle
///   sleep-overshoot  emulated cores slept over 2 % longer than they were to
///   cpu-stolen       the hypervisor took more than 2 % of the machine
///   others-busy      other processes used more than 10 % of the machine
std::vector<std::string> flags_of(const Json& server_options, const Json& load_options,
                                  const Json& record);

}  // namespace dispatchbench::runner
