#include "experiments/runner/process/proc.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "base/units.hpp"
#include "base/whole.hpp"
#include "experiments/runner/process/cpu_usage.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// What /proc says of a process after its name, from the state on (proc(5)); empty if it has gone.
std::string stat_fields(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text, '\0');  // does not throw if the process ends meanwhile, as iterators do
  const auto name_end = text.rfind(')');  // the name may hold anything
  return name_end == text.npos ? "" : text.substr(name_end + 1);
}

/// The group of a process that has not ended; 0 if there is none such.
pid_t group_of(pid_t pid) {
  char state = 0;
  pid_t parent = 0, group = 0;
  const std::string fields = stat_fields(pid);
  if (std::sscanf(fields.c_str(), " %c %d %d", &state, &parent, &group) != 3) return 0;
  return state == 'Z' ? 0 : group;
}

bool has_socket(pid_t pid, const std::vector<std::uint64_t>& inodes) {
  const std::string folder = fmt::format("/proc/{}/fd", pid);
  for (const int descriptor : numbers_in(folder)) {
    std::error_code gone;
    const auto link = fmt::format("{}/{}", folder, descriptor);
    const std::string target = fs::read_symlink(link, gone).string();
    if (std::any_of(inodes.begin(), inodes.end(), [&](std::uint64_t inode) {
          return target == fmt::format("socket:[{}]", inode);
        })) {
      return true;
    }
  }
  return false;
}

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

std::vector<int> numbers_in(const std::string& folder) {
  std::vector<int> numbers;
  std::error_code gone;
  for (fs::directory_iterator entry(folder, gone); entry != fs::directory_iterator();
       entry.increment(gone)) {
    if (const auto number = parse_number<int>(entry->path().filename().string())) {
      numbers.push_back(*number);
    }
  }
  return numbers;
}

std::vector<pid_t> processes_of_group(pid_t group) {
  std::vector<pid_t> processes;
  for (const pid_t pid : numbers_in("/proc")) {
    if (group_of(pid) == group) processes.push_back(pid);
  }
  std::sort(processes.begin(), processes.end());
  return processes;
}

double cpu_seconds_of(const std::vector<pid_t>& processes) {
  double seconds = 0;
  for (const pid_t pid : processes) seconds += process_cpu_seconds(pid).value_or(0);
  return seconds;
}

std::optional<double> system_share_of(const std::vector<pid_t>& processes) {
  std::uint64_t user = 0, system = 0;
  for (const pid_t pid : processes) {
    std::uint64_t own_user = 0, own_system = 0;
    if (std::sscanf(stat_fields(pid).c_str(),
                    " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64, &own_user,
                    &own_system) != 2) {
      continue;
    }
    user += own_user;
    system += own_system;
  }
  if (user + system == 0) return std::nullopt;
  return static_cast<double>(system) / static_cast<double>(user + system);
}

bool listens(const std::vector<pid_t>& processes, std::uint16_t port) {
  std::vector<std::uint64_t> inodes;
  for (const TcpSocket& socket : tcp_sockets()) {
    if (socket.listens && socket.local_port == port) inodes.push_back(socket.inode);
  }
  return !inodes.empty() && std::any_of(processes.begin(), processes.end(),
                                        [&](pid_t pid) { return has_socket(pid, inodes); });
}

std::vector<TcpSocket> parse_tcp_table(std::string_view text) {
  std::vector<TcpSocket> sockets;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (const auto socket = parse_line(line)) sockets.push_back(*socket);
  }
  return sockets;
}

std::vector<TcpSocket> tcp_sockets() {
  return parse_tcp_table(read_whole("/proc/net/tcp").value_or(""));
}

}  // namespace dispatchbench::runner
