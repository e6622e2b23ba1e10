#include "experiments/runner/commands/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/json_text.hpp"

namespace dispatchbench::runner {

std::array<const Command*, 12> commands() {
  return {&run_command,       &summarize_command, &list_command,    &compare_command,
          &merge_command,     &export_command,    &verdict_command, &trace_command,
          &calibrate_command, &map_command,       &advise_command,  &host_command};
}

const Command& find_command(int argc, const char* const* argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  std::vector<std::string_view> names;
  for (const Command* command : commands()) {
    if (command->name == name) return *command;
    names.push_back(command->name);
  }
  throw UsageError("{}: expected a command, one of {}; see --help",
                   name.empty() ? "no command" : name, fmt::join(names, " "));
}

namespace {

OptionTable options_of(const Command& command) {
  OptionTable table = command.options();
  table.insert(table.begin(), {.name = "help", .letter = 'h', .help = "show this"});
  return table;
}

}  // namespace

int run(const Command& command, int argc, const char* const* argv) {
  const OptionTable table = options_of(command);
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
  return text + "\n  --list-commands [--json]   these, with --json and all their options\n";
}

std::string list_of_commands(bool as_json) {
  std::string text;
  Json rows = Json::array();
  for (const Command* command : commands()) {
    text += fmt::format("{:9} {}\n", command->name, command->summary);
    rows.push_back({{"name", command->name},
                    {"summary", command->summary},
                    {"options", options_of(*command)}});
  }
  return as_json ? json_text(rows, 2) + "\n" : text;
}

std::string argument_in(const OptionValues& values) {
  return values.arguments().empty() ? std::string() : values.arguments().front();
}

std::string needed_argument(const OptionValues& values, const Command& command,
                            std::string_view what) {
  if (values.arguments().empty()) {
    throw UsageError("{}: expected {}", command.name, what);
  }
  return values.arguments().front();
}

OptionTable stopping_options() {
  return {{.name = "until",
           .kind = OptionKind::percent,
           .least = "0.001%",
           .most = "100%",
           .help = "go on with rounds until no interval is wider than plus or minus this (such as "
                   "2%)"},
          {.name = "max-rounds",
           .kind = OptionKind::count,
           .least = "1",
           .most = std::to_string(most_rounds),
           .help = "with --until: the limit (else five times the rounds)"}};
}

}  // namespace dispatchbench::runner
