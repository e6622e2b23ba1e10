// dispatch_server: options → workers → strategy → signal → report.
#include <cerrno>
#include <cstdio>
#include <string>

#include "base/program.hpp"
#include "base/standard_streams.hpp"
#include "servers/options.hpp"
#include "servers/server.hpp"
#include "servers/termination.hpp"

using namespace dispatchbench;

namespace {

/// The one line on standard output. Whoever has closed it wants none; where it is full or nobody
/// reads it, the server serves all the same, and its exit code says so.
int announce(const ListenAddress& address) {
  const std::string line = "listening on http://" + address.to_string() + "\n";
  const bool printed = std::fputs(line.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  if (!printed && errno == EBADF) return 0;
  return exit_code_after_printing("dispatch_server", 0);
}

int run(const Options& options) {
  const TerminationSignals signals;
  Server server(options);
  server.start();
  for (const auto& line : warnings(options)) print_error("dispatch_server", line);
  const int code = announce(server.address());
  signals.wait();
  {
    const ImpatienceWatch watch(signals);
    server.stop();
  }
  server.write_report();
  return code;
}

/// Or what is asked about it.
int serve(int argc, char** argv) {
  const Options options = parse_options(argc, argv);
  if (!options.information) return run(options);
  std::fputs(options.information->c_str(), stdout);
  return exit_code_after_printing("dispatch_server", 0);
}

}  // namespace

int main(int argc, char** argv) {
  return run_program("dispatch_server", [&] { return serve(argc, argv); });
}
