// loadgen: sends HTTP requests, reports what came of them.
#include <cstdlib>
#include <iostream>

#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "base/output.hpp"
#include "base/program.hpp"
#include "base/standard_streams.hpp"
#include "loadgen/hosts/launch.hpp"
#include "loadgen/load.hpp"
#include "loadgen/options/limits.hpp"
#include "loadgen/options/options.hpp"
#include "loadgen/rank.hpp"
#include "loadgen/report.hpp"
#include "loadgen/stop.hpp"

using namespace dispatchbench::loadgen;

namespace {

/// The summary is printed whatever becomes of the file, and not into the file.
int report(const Options& options, const LoadResult& result) {
  const bool occupied = dispatchbench::is_standard_output(options.output);
  (occupied ? std::cerr : std::cout) << summary_line(options, result) << '\n';
  const std::string failures = failure_line(options, result);
  if (!failures.empty()) std::cerr << "loadgen: " << failures << '\n';
  for (const std::string& line : bottleneck_lines(result)) std::cerr << "loadgen: " << line << '\n';
  if (!options.output.empty()) {
    const std::string text = dispatchbench::json_text(load_json(options, result), 1);
    dispatchbench::write_output(options.output, text + '\n');
  }
  return exit_status(options, result);
}

int run(int argc, char** argv) {
  if (const auto launch = launch_of(&std::getenv)) return run_rank(*launch, argc, argv, &report);
  auto options = parse_options(argc, argv, std::cout);
  if (!options) return 0;
  Stop stop;
  stop.catch_signals();
  if (const auto note = fit_auto_connections(*options, connections_possible(options->threads)))
    dispatchbench::print_error("loadgen", *note);
  return report(*options, run_load(*options, stop));
}

}  // namespace

int main(int argc, char** argv) {
  return dispatchbench::run_program("loadgen", [&] {
    return dispatchbench::exit_code_after_printing("loadgen", run(argc, argv));
  });
}
