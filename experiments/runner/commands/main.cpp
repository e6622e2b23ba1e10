// bench: experiment files in, result files out.
#include <csignal>
#include <string_view>

#include <fmt/format.h>

#include "base/program.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/commands/commands.hpp"

using namespace dispatchbench;

namespace {

bool asks_for_help(int argc, const char* const* argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  return first == "--help" || first == "-h";
}

int dispatch(int argc, const char* const* argv) {
  if (!asks_for_help(argc, argv)) return runner::run(runner::find_command(argc, argv), argc, argv);
  fmt::print("{}", runner::help_of_bench());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGCHLD, SIG_DFL);  // where it came ignored, nobody could ask a child how it ended
  return run_program("bench",
                     [&] { return exit_code_after_printing("bench", dispatch(argc, argv)); });
}
