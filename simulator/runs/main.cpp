// simulate: experiment files in, result files out, and no socket in between.
#include <csignal>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/program.hpp"
#include "base/standard_streams.hpp"
#include "simulator/runs/simulate_command.hpp"

namespace {

int dispatch(int argc, const char* const* argv) {
  using namespace dispatchbench;
  OptionTable table = simulator::simulate_options();
  table.insert(table.begin(), {.name = "help", .letter = 'h', .help = "show this"});
  table.push_back({.name = "list-options", .help = "print these options"});
  table.push_back({.name = "json", .help = "with --list-options: as JSON"});
  const OptionValues values(argc, argv, table, 1);
  if (values.has("list-options")) {
    fmt::print("{}", values.has("json") ? list_options_as_json(table) : list_options(table));
    return 0;
  }
  if (values.has("json")) throw UsageError("--json: goes with --list-options");
  if (!values.has("help")) return simulator::simulate_experiment(values);
  fmt::print("{}\n{}", simulator::simulate_usage(), help_of(table));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGCHLD, SIG_DFL);  // where it came ignored, nobody could ask a child how it ended
  return dispatchbench::run_program("simulate", [&] {
    return dispatchbench::exit_code_after_printing("simulate", dispatch(argc, argv));
  });
}
