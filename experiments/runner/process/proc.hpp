// What /proc tells of processes and their sockets. A server consists of the processes of the group
// that its first one leads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace dispatchbench::runner {

/// The numbers among the entries of a folder, in the folder's order; as many as can be read of one
/// that disappears meanwhile.
std::vector<int> numbers_in(const std::string& folder);

/// In the order of their numbers; empty once all are gone. Looks through all of /proc.
std::vector<pid_t> processes_of_group(pid_t group);

/// Processor time that living processes have used, threads that have ended included; those that
/// have gone count nothing.
double cpu_seconds_of(const std::vector<pid_t>& processes);

/// The part of it that the kernel worked for them, in ticks of 10 ms; nothing if they used none.
std::optional<double> system_share_of(const std::vector<pid_t>& processes);

/// Whether one of them listens on `port` of 127.0.0.1.
bool listens(const std::vector<pid_t>& processes, std::uint16_t port);

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
