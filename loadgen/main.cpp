// loadgen: sends HTTP requests, reports what came of them.
#include <exception>
#include <iostream>

#include <nlohmann/json.hpp>

#include "base/atomic_file.hpp"
#include "base/command_line.hpp"
#include "loadgen/load.hpp"
#include "loadgen/options.hpp"
#include "loadgen/report.hpp"
#include "loadgen/stop.hpp"

using namespace dispatchbench::loadgen;

int main(int argc, char** argv) {
  try {
    const auto options = parse_options(argc, argv, std::cout);
    if (!options) return 0;
    Stop stop;
    stop.catch_signals();
    const LoadResult result = run_load(*options, stop);
    if (!options->output.empty()) {
      dispatchbench::write_file_atomically(options->output,
                                           load_json(*options, result).dump(1) + '\n');
    }
    std::cout << summary_line(*options, result) << '\n';
    const std::string failures = failure_line(*options, result);
    if (!failures.empty()) std::cerr << "loadgen: " << failures << '\n';
    return exit_status(*options, result);
  } catch (const dispatchbench::UsageError& error) {
    std::cerr << "loadgen: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "loadgen: " << error.what() << '\n';
    return 1;
  }
}
