// What `bench` can do: one row a command, one file each; and what they share.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/option_values.hpp"
#include "experiments/runner/spec/plan.hpp"

namespace dispatchbench::runner {

inline constexpr int any_number = -1;

struct Command {
  std::string_view name;
  std::string_view summary;
  std::string (*usage)();    ///< what --help says before the options
  OptionTable (*options)();  ///< but for --help
  int most_arguments;        ///< beside the options
  /// Returns the exit code. Throws UsageError for what the user got wrong, before anything is
  /// started.
  int (*run)(const OptionValues& values);
};

extern const Command run_command, summarize_command, list_command, compare_command, merge_command,
    export_command, verdict_command, trace_command, calibrate_command, map_command, advise_command,
    host_command;

/// In the order in which --help shows them.
std::array<const Command*, 12> commands();

/// The command that argv names first. Throws UsageError if there is none such.
const Command& find_command(int argc, const char* const* argv);

/// Parses what follows the command's name, then runs it, or shows its help. Returns the exit code.
int run(const Command& command, int argc, const char* const* argv);

std::string help_of_bench();

/// A line a command; or an array of {name, summary, options}, each option as in --list-options.
std::string list_of_commands(bool as_json);

/// What stands first beside the options, or nothing said: "".
std::string argument_in(const OptionValues& values);

/// Likewise, of a command that needs one. Throws UsageError, "COMMAND: expected WHAT".
std::string needed_argument(const OptionValues& values, const Command& command,
                            std::string_view what);

/// --until and --max-rounds.
OptionTable stopping_options();

}  // namespace dispatchbench::runner
