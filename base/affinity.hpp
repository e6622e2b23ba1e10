// Lists of processors, as taskset writes them, and pinning threads to them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace dispatchbench {

/// "0-3,6" → 0 1 2 3 6, in the order given. Nothing if malformed, empty, repeated, or beyond what
/// this machine lets the process use.
std::optional<std::vector<int>> parse_cpu_list(std::string_view text);

/// What parse_cpu_list accepts, for error messages.
inline constexpr std::string_view cpu_list_syntax =
    "processors this process may use, such as 0-3,6";

/// The processors that this process may run on, in order.
std::vector<int> allowed_cpus();

/// Binds the calling thread to `cpu`. False if the kernel refuses.
bool pin_this_thread(int cpu) noexcept;

/// Binds the calling thread (and what it starts) to all of `cpus`. False if the kernel refuses.
bool pin_this_thread(const std::vector<int>& cpus) noexcept;

/// How many processors this process may run on, and no more than its cgroup's quota fills (see
/// cpu_quota); at least 1.
unsigned usable_cpus();

}  // namespace dispatchbench
