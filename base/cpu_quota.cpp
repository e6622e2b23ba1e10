#include "base/cpu_quota.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
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
    std::string controllers = ",";
    controllers.append(line, first + 1, second - first - 1).append(",");
    const bool wanted = version_2 ? controllers == ",," : controllers.find(",cpu,") != line.npos;
    if (wanted) return fs::path(line.substr(second + 1)).relative_path();
  }
  return {};
}

std::optional<std::uint64_t> throttlings_in(const fs::path& group) {
  std::ifstream file(group / "cpu.stat");
  std::string key;
  for (std::uint64_t value = 0; file >> key >> value;) {
    if (key == "nr_throttled") return value;
  }
  return std::nullopt;
}

/// What `read` finds in the group and those above it, made one by `both`.
template <typename Read, typename Both>
auto over_groups(const fs::path& mount, fs::path group, Read read, Both both) {
  decltype(read(mount)) all;
  while (true) {
    const auto own = read(mount / group);
    if (own) all = all ? both(*all, *own) : *own;
    if (group.empty()) return all;
    group = group.parent_path();
  }
}

}  // namespace

std::optional<double> cpu_quota(const fs::path& cgroups, const fs::path& own) {
  const auto least = [](double a, double b) { return std::min(a, b); };
  const auto unified = over_groups(cgroups, group_in(own, true), in_version_2, least);
  if (unified) return unified;
  return over_groups(cgroups / "cpu", group_in(own, false), in_version_1, least);
}

std::optional<std::uint64_t> cpu_throttlings(const fs::path& cgroups, const fs::path& own) {
  const auto unified =
      over_groups(cgroups, group_in(own, true), throttlings_in, std::plus<std::uint64_t>());
  if (unified) return unified;
  return over_groups(cgroups / "cpu", group_in(own, false), throttlings_in,
                     std::plus<std::uint64_t>());
}

std::optional<std::uint64_t> cpu_throttlings_since(std::optional<std::uint64_t> before) {
  const auto now = cpu_throttlings();
  if (!before || !now) return std::nullopt;
  return *now - std::min(*now, *before);  // a smaller one is that of another group
}

}  // namespace dispatchbench
