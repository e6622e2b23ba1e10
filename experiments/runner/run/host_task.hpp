// What two benches say to each other: one on the host that measures, and `bench host` on another.
// Each question and each answer is one line:
//
//   machine FOLDER   the HostMachine as JSON, without a name; the programs are in FOLDER
//   clock            CLOCK_MONOTONIC in nanoseconds
//   check URL        "ok", or what fault_of_peer says
//   run JSON         runs a HostTask: whatever that prints, and in the end "result JSON", a
//                    HostResult. It is asked to end by the end of standard input.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

inline constexpr const char* machine_question = "machine ";
inline constexpr const char* clock_question = "clock";
inline constexpr const char* check_question = "check ";
inline constexpr const char* run_question = "run ";
inline constexpr const char* result_line = "result ";
inline constexpr const char* no_fault = "ok";

/// `text` with its lines one after the other.
inline std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// One program to run there, in a folder of its own: {work} in the command. {store} is an empty
/// folder below `store`.
struct HostTask {
  std::vector<std::string> command;
  std::map<std::string, std::string> files;  ///< to write into the folder first, by name
  std::vector<std::string> bring;            ///< names of files there to send back
  std::string store;                         ///< empty: none is needed
  bool sampled = false;                      ///< what it uses, and the machine
  int stop_signal = 0;
  bool may_die_of_signal = false;  ///< of stop_signal, and that counts as success
  double grace_seconds = 0;        ///< before it is killed
};
DISPATCHBENCH_FIELDS(HostTask, required(command, files, bring, store, sampled, stop_signal,
                                        may_die_of_signal, grace_seconds))

DISPATCHBENCH_FIELDS(MachineCpu, required(task, interrupt, idle, steal))
DISPATCHBENCH_FIELDS(UsageSample, required(at_ns, boot_ns, server_seconds, machine))

/// What is known there afterwards. Its exit code is the program's.
struct HostResult {
  std::map<std::string, std::string> files;  ///< that were there
  UsageSamples usage;                        ///< on that host's clock
  std::optional<double> system_share;
  std::optional<std::uint64_t> throttlings;
  std::optional<std::int64_t> processors;
};
DISPATCHBENCH_FIELDS(HostResult, required(files, usage, system_share, throttlings),
                     maybe(processors))

}  // namespace dispatchbench::runner
