#include "base/cpu_quota.hpp"

#include <algorithm>
#include <fstream>
#include <string>

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;

/// "40000 100000" → 0.4; nothing for "max 100000".
std::optional<double> in_version_2(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  double quota = 0, period = 0;
  if (!(file >> quota >> period) || quota <= 0 || period <= 0) return std::nullopt;
  return quota / period;
}

/// A quota of -1 is no limit.
std::optional<double> in_version_1(const fs::path& group) {
  std::ifstream quota_file(group / "cpu.cfs_quota_us"), period_file(group / "cpu.cfs_period_us");
  double quota = 0, period = 0;
  if (!(quota_file >> quota) || !(period_file >> period) || quota <= 0 || period <= 0) {
    return std::nullopt;
  }
  return quota / period;
}

/// The path in the lines "0::/a/b" (version 2) and "1:cpu,cpuacct:/a/b" (version 1).
fs::path group_in(const fs::path& own, bool version_2) {
  std::ifstream file(own);
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == line.npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool wanted = version_2 ? controllers == ",," : controllers.find(",cpu,") != line.npos;
    if (wanted) return fs::path(line.substr(second + 1)).relative_path();
  }
  return {};
}

template <typename Read>
std::optional<double> least_above(const fs::path& mount, fs::path group, Read read) {
  std::optional<double> least;
  while (true) {
    const auto quota = read(mount / group);
    if (quota) least = std::min(*quota, least.value_or(*quota));
    if (group.empty()) return least;
    group = group.parent_path();
  }
}

}  // namespace

std::optional<double> cpu_quota(const fs::path& cgroups, const fs::path& own) {
  const auto unified = least_above(cgroups, group_in(own, true), in_version_2);
  if (unified) return unified;
  return least_above(cgroups / "cpu", group_in(own, false), in_version_1);
}

}  // namespace dispatchbench
