// A load of several processes, on one host or many.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>

#include "loadgen/hosts/communicator.hpp"
#include "loadgen/hosts/launch.hpp"
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
std::optional<LoadResult> run_shared_load(const Options& options, Stop& stop,
                                          Communicator& communicator);

using Report = std::function<int(const Options&, const LoadResult&)>;

/// What main() does of one of several processes: meets the others, loads, parts from them, and at
/// rank 0 reports. Returns the exit code; where all went as it should, that of the others is 0.
int run_rank(const Launch& launch, int argc, char** argv, const Report& report);

}  // namespace dispatchbench::loadgen
