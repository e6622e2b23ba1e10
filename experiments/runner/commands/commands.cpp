#include "experiments/runner/commands/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"

namespace dispatchbench::runner {

std::array<const Command*, 6> commands() {
  return {&run_command,     &summarize_command, &list_command,
          &compare_command, &export_command,    &verdict_command};
}

const Command& find_command(int argc, const char* const* argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  std::vector<std::string_view> names;
  for (const Command* command : commands()) {
    if (command->name == name) return *command;
    names.push_back(command->name);
  }
  throw UsageError(fmt::format("{}: expected a command, one of {}; see --help",
                               name.empty() ? "no command" : name, fmt::join(names, " ")));
}

int run(const Command& command, int argc, const char* const* argv) {
  OptionTable table = command.options();
  table.insert(table.begin(), {.name = "help", .letter = 'h', .help = "show this"});
  const OptionValues values(argc - 1, argv + 1, table, command.most_arguments);
  if (!values.has("help")) return command.run(values);
  fmt::print("{}\n{}", command.usage(), help_of(table));
  return 0;
}

std::string help_of_bench() {
  std::string text = "usage: bench COMMAND [options]; bench COMMAND --help says more\n\n";
  for (const Command* command : commands()) {
    text += fmt::format("  {:9} {}\n", command->name, command->summary);
  }
  return text;
}

std::string argument_in(const OptionValues& values) {
  return values.arguments().empty() ? std::string() : values.arguments().front();
}

std::string text_option(const OptionValues& values, const char* name) {
  return values.has(name) ? values.text(name) : std::string();
}

}  // namespace dispatchbench::runner
