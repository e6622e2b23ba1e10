// What `bench` can do: one row a command.
#pragma once

#include <span>
#include <string_view>

namespace dispatchbench::runner {

struct Command {
  std::string_view name;
  std::string_view summary;
  /// Gets the arguments from the command's name on; returns the exit code. Throws UsageError for
  /// what the user got wrong, before anything is started.
  int (*run)(int argc, const char* const* argv);
};

std::span<const Command> commands();

int run_command(int argc, const char* const* argv);
int summarize_command(int argc, const char* const* argv);
int list_command(int argc, const char* const* argv);
int compare_command(int argc, const char* const* argv);
int export_command(int argc, const char* const* argv);
int verdict_command(int argc, const char* const* argv);

}  // namespace dispatchbench::runner
