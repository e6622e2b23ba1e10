// How much processor time a cgroup lets this process use, which may be less than its processors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace dispatchbench {

/// Processors' worth of time, 0.4 for 40 ms in every 100 ms: the least of what the process's cgroup
/// and those above it allow, in the hierarchy of version 2 (cpu.max) or 1 (cpu.cfs_quota_us).
/// Nothing if none sets a limit. `cgroups` is where they are mounted, `own` says which is the
/// process's.
std::optional<double> cpu_quota(const std::filesystem::path& cgroups = "/sys/fs/cgroup",
                                const std::filesystem::path& own = "/proc/self/cgroup");

/// How often processes of its cgroup, or of one above it, had to wait since a quota was used up
/// (nr_throttled in cpu.stat), since those groups were made. Nothing if none counts it.
std::optional<std::uint64_t> cpu_throttlings(
    const std::filesystem::path& cgroups = "/sys/fs/cgroup",
    const std::filesystem::path& own = "/proc/self/cgroup");

/// How many more of them there are now than `before`. Nothing if one of the two is not known.
std::optional<std::uint64_t> cpu_throttlings_since(std::optional<std::uint64_t> before);

}  // namespace dispatchbench
