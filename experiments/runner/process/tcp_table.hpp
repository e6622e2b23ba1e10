// The kernel's table of TCP sockets over IPv4.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace dispatchbench::runner {

struct TcpSocket {
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;  ///< 0 of one that listens
  bool listens = false;
  std::uint64_t unread_bytes = 0;  ///< that its owner has not taken yet
  std::uint64_t inode = 0;
};

/// Reads /proc/net/tcp (see proc_net_tcp.txt of the kernel's documentation). Lines that are none of
/// a socket are passed over.
std::vector<TcpSocket> parse_tcp_table(std::string_view text);

/// Of this network namespace, now.
std::vector<TcpSocket> tcp_sockets();

}  // namespace dispatchbench::runner
