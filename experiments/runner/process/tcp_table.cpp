#include "experiments/runner/process/tcp_table.hpp"

#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

namespace dispatchbench::runner {
namespace {

constexpr unsigned listening = 0x0A;  // TCP_LISTEN of the kernel's tcp_states.h

/// "sl local remote state tx:rx timer:when retransmits uid timeout inode", numbers in hexadecimal
/// up to the timer.
std::optional<TcpSocket> parse_line(const std::string& line) {
  TcpSocket socket;
  unsigned state = 0;
  const int fields = std::sscanf(
      line.c_str(),
      " %*u: %*8x:%4" SCNx16 " %*8x:%4" SCNx16 " %x %*x:%" SCNx64 " %*x:%*x %*x %*u %*u %" SCNu64,
      &socket.local_port, &socket.remote_port, &state, &socket.unread_bytes, &socket.inode);
  if (fields != 5) return std::nullopt;
  socket.listens = state == listening;
  return socket;
}

}  // namespace

std::vector<TcpSocket> parse_tcp_table(std::string_view text) {
  std::vector<TcpSocket> sockets;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (const auto socket = parse_line(line)) sockets.push_back(*socket);
  }
  return sockets;
}

std::vector<TcpSocket> tcp_sockets() {
  std::ifstream file("/proc/net/tcp");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return parse_tcp_table(text);
}

}  // namespace dispatchbench::runner
