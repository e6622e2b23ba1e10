// bench: experiment files in, result files out.
#include <csignal>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/program.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/commands/commands.hpp"

using namespace dispatchbench;

namespace {

/// What is asked of bench itself.
std::optional<std::string> information_for(int argc, const char* const* argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  const std::string_view second = argc > 2 ? argv[2] : "";
  if (first == "--help" || first == "-h") return runner::help_of_bench();
  if (first != "--list-commands" || argc > 3) return std::nullopt;
  if (second.empty() || second == "--json") return runner::list_of_commands(second == "--json");
  throw UsageError("--list-commands {}: expected --json or nothing", second);
}

int dispatch(int argc, const char* const* argv) {
  const auto information = information_for(argc, argv);
  if (!information) return runner::run(runner::find_command(argc, argv), argc, argv);
  fmt::print("{}", *information);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGCHLD, SIG_DFL);  // where it came ignored, nobody could ask a child how it ended
  return run_program("bench",
                     [&] { return exit_code_after_printing("bench", dispatch(argc, argv)); });
}
