// bench: experiment files in, result files out.
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/commands/commands.hpp"

namespace {

using dispatchbench::UsageError;
using dispatchbench::runner::commands;

int show_help() {
  fmt::print("usage: bench COMMAND [options]; bench COMMAND --help says more\n\n");
  for (const auto& command : commands()) fmt::print("  {:9} {}\n", command.name, command.summary);
  return 0;
}

int dispatch(int argc, const char* const* argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  if (name == "--help" || name == "-h") return show_help();
  for (const auto& command : commands()) {
    if (command.name == name) return command.run(argc - 1, argv + 1);
  }
  std::string names;
  for (const auto& command : commands()) names += fmt::format(" {}", command.name);
  throw UsageError(fmt::format("{}: expected a command, one of{}; see --help",
                               name.empty() ? "no command" : name, names));
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGCHLD, SIG_DFL);  // where it came ignored, nobody could ask a child how it ended
  try {
    return dispatch(argc, argv);
  } catch (const UsageError& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
  }
}
