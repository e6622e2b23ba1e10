// dispatch_server: options → workers → strategy → signal → report.
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "servers/options.hpp"
#include "servers/server.hpp"
#include "servers/termination.hpp"

using namespace dispatchbench;

int main(int argc, char** argv) {
  try {
    const Options options = parse_options(argc, argv);
    if (options.information) return std::fputs(options.information->c_str(), stdout) < 0 ? 1 : 0;

    const TerminationSignals signals;
    Server server(options);
    server.start();
    for (const auto& line : warnings(options)) fmt::print(stderr, "dispatch_server: {}\n", line);
    std::puts(("listening on http://" + server.address().to_string()).c_str());
    std::fflush(stdout);

    signals.wait();
    {
      const ImpatienceWatch watch(signals);
      server.stop();
    }
    server.write_report();
    return 0;
  } catch (const UsageError& error) {
    fmt::print(stderr, "dispatch_server: {}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "dispatch_server: {}\n", error.what());
    return 1;
  }
}
