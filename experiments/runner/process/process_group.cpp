#include "experiments/runner/process/process_group.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/process/proc_folder.hpp"
#include "experiments/runner/process/tcp_table.hpp"

namespace dispatchbench::runner {
namespace {

/// The group of a process that has not ended; 0 if there is none such.
pid_t group_of(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text, '\0');  // does not throw if the process ends meanwhile, as iterators do
  const auto name_end = text.rfind(')');  // the name may hold anything
  if (name_end == text.npos) return 0;
  char state = 0;
  pid_t parent = 0, group = 0;
  const std::string fields = text.substr(name_end + 1);
  if (std::sscanf(fields.c_str(), " %c %d %d", &state, &parent, &group) != 3) return 0;
  return state == 'Z' ? 0 : group;
}

bool has_socket(pid_t pid, const std::vector<std::uint64_t>& inodes) {
  const std::string folder = fmt::format("/proc/{}/fd", pid);
  for (const int descriptor : numbers_in(folder)) {
    std::error_code gone;
    const auto link = fmt::format("{}/{}", folder, descriptor);
    const std::string target = std::filesystem::read_symlink(link, gone).string();
    if (std::any_of(inodes.begin(), inodes.end(), [&](std::uint64_t inode) {
          return target == fmt::format("socket:[{}]", inode);
        })) {
      return true;
    }
  }
  return false;
}

}  // namespace

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

bool listens(const std::vector<pid_t>& processes, std::uint16_t port) {
  std::vector<std::uint64_t> inodes;
  for (const TcpSocket& socket : tcp_sockets()) {
    if (socket.listens && socket.local_port == port) inodes.push_back(socket.inode);
  }
  return !inodes.empty() && std::any_of(processes.begin(), processes.end(),
                                        [&](pid_t pid) { return has_socket(pid, inodes); });
}

}  // namespace dispatchbench::runner
