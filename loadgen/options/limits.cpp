#include "loadgen/options/limits.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>

#include <fmt/format.h>

namespace dispatchbench::loadgen {
namespace {

constexpr const char* port_range_file = "/proc/sys/net/ipv4/ip_local_port_range";

/// Those of this process, which may have inherited some.
rlim_t files_open_now() {
  constexpr rlim_t few = 16;
  std::error_code failed;
  const std::filesystem::directory_iterator entries("/proc/self/fd", failed);
  if (failed) return few;
  return static_cast<rlim_t>(std::distance(begin(entries), end(entries)));
}

/// A thread has an epoll instance and libcurl's pair of sockets; the report and the host's name
/// take a few for a moment, the stop and the stamps one each.
rlim_t files_beside_connections(unsigned threads) {
  constexpr rlim_t a_thread = 3;
  constexpr rlim_t others = 8;
  return files_open_now() + others + a_thread * threads;
}

/// How many ports `range`, the text of ip_local_port_range ("32768\t60999"), leaves; 0 if it cannot
/// be read.
std::uint64_t ports_in(const std::string& range) {
  std::istringstream text(range);
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (!(text >> first >> last) || last < first || last > 65'535) return 0;
  return last - first + 1;
}

/// 0 if that is not known.
std::uint64_t ports_there() {
  std::ifstream file(port_range_file);
  std::string range;
  std::getline(file, range);
  return ports_in(range);
}

}  // namespace

std::uint64_t connections_possible(unsigned threads, unsigned others) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t beside = files_beside_connections(threads) + others;
  const std::uint64_t files = limit.rlim_max > beside ? limit.rlim_max - beside : 0;
  const std::uint64_t ports = ports_there();
  return ports > 0 ? std::min<std::uint64_t>(files, ports) : files;
}

std::optional<std::string> fit_auto_connections(Options& options, std::uint64_t most) {
  if (!options.auto_connections || most == 0 || most >= options.connections) return std::nullopt;
  options.connections = static_cast<unsigned>(most);
  return fmt::format("--connections auto: there are open files (ulimit -Hn) and ports for {}",
                     most);
}

void allow_open_files(unsigned connections, unsigned threads) {
  const rlim_t needed = files_beside_connections(threads) + connections;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return;
  limit.rlim_cur = limit.rlim_max;
  if (limit.rlim_max < needed || ::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    throw std::runtime_error(fmt::format(
        "{} connections need {} open files, and the limit is {}: raise it (ulimit -Hn), or give "
        "fewer --connections or --threads",
        connections, needed, limit.rlim_max));
  }
}

void check_ports(unsigned connections) {
  const std::uint64_t ports = ports_there();
  if (ports == 0 || connections <= ports) return;
  throw std::runtime_error(
      fmt::format("{} connections to one server need as many local ports, and there are {} ({}): "
                  "widen the range, or give fewer --connections",
                  connections, ports, port_range_file));
}

}  // namespace dispatchbench::loadgen
