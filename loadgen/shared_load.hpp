// A load of several processes, on one host or many: what each of them does of it, step by step with
// the others, and the result of all.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>

#include "loadgen/hosts/communicator.hpp"
#include "loadgen/load_result.hpp"
#include "loadgen/options/options.hpp"
#include "loadgen/stop.hpp"

namespace dispatchbench::loadgen {

/// Some process cannot start; what() says which and why. All know, and end in good order.
class LoadRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// This process's part of a load that all processes of `communicator` run with the same options:
/// all begin together, a stop of one stops all. At rank 0 the result, which is that of all;
/// elsewhere nothing. Where some process cannot start LoadRefused at rank 0, and nothing elsewhere.
/// Throws CommunicatorError where one dies, hangs or comes late: then there is no result.
/// `finish` is called when no process has anything more to say, but where CommunicatorError is
/// thrown. The connections are still open then: to close many may take longer than others wait.
std::optional<LoadResult> run_shared_load(const Options& options, Stop& stop,
                                          Communicator& communicator,
                                          const std::function<void()>& finish);

}  // namespace dispatchbench::loadgen
