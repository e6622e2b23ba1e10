#include "loadgen/rank.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/command_line.hpp"
#include "base/standard_streams.hpp"
#include "loadgen/hosts/agreement.hpp"
#include "loadgen/hosts/fitting.hpp"
#include "loadgen/options/fingerprint.hpp"
#include "loadgen/options/limits.hpp"
#include "loadgen/plan/share.hpp"
#include "loadgen/shared_load.hpp"
#include "loadgen/stop.hpp"

namespace dispatchbench::loadgen {
namespace {

/// What the arguments of this process ask for.
struct Asked {
  std::optional<Options> options;
  std::string problem;  ///< where there are no options; none: to be told what they are

  /// With the others.
  Nanoseconds patience() const { return options.value_or(Options()).rank_timeout; }
};

Asked asked_by(int argc, char** argv, const Launch& launch) {
  std::ostream nowhere(nullptr);
  try {
    return {parse_options(argc, argv, launch.rank == 0 ? std::cout : nowhere, launch.ranks), {}};
  } catch (const UsageError& error) {
    return {std::nullopt, error.what()};
  }
}

/// Nothing where all were told the same, and nothing wrong.
std::optional<std::string> problem_of_options(Communicator& communicator, const Launch& launch,
                                              const Asked& asked) {
  std::string problem = asked.problem;
  if (communicator.size() != launch.ranks)
    problem = "the mpirun that started loadgen is not of the MPI that it was built with";
  if (auto any = problem_of_any(communicator, problem)) return any;
  if (auto differ = problem_unless_same(communicator, fingerprint(*asked.options))) return differ;
  return problem_of_pinning(communicator, !asked.options->pin.empty());
}

/// One that has no MPI leaves the word to rank 0, which ends it before it speaks; if it is alone
/// with that, it does.
std::unique_ptr<Communicator> met(const Launch& launch, Nanoseconds patience) {
  try {
    return meet_others(launch, patience);
  } catch (const UsageError&) {
    if (launch.rank != 0) std::this_thread::sleep_for(std::chrono::seconds(2));
    throw;
  }
}

/// MPI opens a socket to another rank when the first word goes there.
void fit_connections(Communicator& communicator, Options& options) {
  const Share share{communicator.rank(), communicator.size()};
  const auto threads = static_cast<unsigned>(share.threads_of(options.threads).size());
  const std::uint64_t most = connections_possible(threads, share.ranks);
  if (const auto note = fit_connections_of_all(communicator, most, options))
    print_error("loadgen", *note);
}

/// Nothing where some process cannot; rank 0 throws then, UsageError or LoadRefused. `finish` is
/// called before it returns, or throws LoadRefused.
std::optional<LoadResult> load_together(Communicator& communicator, const Launch& launch,
                                        Asked& asked, Stop& stop,
                                        const std::function<void()>& finish) {
  if (const auto wrong = problem_of_options(communicator, launch, asked)) {
    if (launch.rank == 0) throw UsageError(*wrong);
    finish();
    return std::nullopt;
  }
  fit_connections(communicator, *asked.options);
  stop.catch_signals();
  return run_shared_load(*asked.options, stop, communicator, finish);
}

/// Nobody has to wait for the others any more afterwards, whatever rank 0 goes on to do.
std::optional<LoadResult> load_and_finish(Communicator& communicator, const Launch& launch,
                                          Asked& asked, Stop& stop) {
  const auto finish = [&] { finish_with_others(communicator, launch, asked.patience()); };
  try {
    return load_together(communicator, launch, asked, stop, finish);
  } catch (const UsageError&) {
    finish();
    throw;
  }
}

}  // namespace

int run_rank(const Launch& launch, int argc, char** argv, const Report& report) {
  Asked asked = asked_by(argc, argv, launch);
  if (!asked.options && asked.problem.empty()) return 0;
  const auto communicator = met(launch, asked.patience());
  Stop stop;
  std::optional<LoadResult> result;
  try {
    result = load_and_finish(*communicator, launch, asked, stop);
  } catch (const UsageError&) {
    throw;
  } catch (const LoadRefused&) {
    throw;
  } catch (const std::exception& error) {
    // mpirun ends the others then, those that hang too; MPI_Abort would bury the line in its own.
    std::cerr << "loadgen: " << error.what() << std::endl;
    std::_Exit(1);
  }
  return result ? report(*asked.options, *result) : 0;
}

}  // namespace dispatchbench::loadgen
