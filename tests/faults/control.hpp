// What the library of faults and whoever steers it share: a file that both have mapped.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace dispatchbench::faults {

/// Which calls fail, and how. The steering side writes everything but `calls` and `failed`, and
/// `armed` last; it disarms before it changes anything. tests/end_to_end/faults.py knows the
/// layout.
struct Control {
  std::atomic<std::uint32_t> armed;  ///< 0: every call is the system's own
  std::atomic<std::uint32_t> error;  ///< errno of calls that fail; 0: they do half of what they may
  std::atomic<std::int64_t> skip;    ///< so many calls do not fail yet
  std::atomic<std::int64_t> times;   ///< so many fail then
  std::atomic<std::uint64_t> one_in;  ///< above 0: instead, one call in so many fails, by chance
  std::atomic<std::int64_t> calls;    ///< since armed, of this kind
  std::atomic<std::int64_t> failed;   ///< of them
  std::array<char, 16> kind;          ///< the call's name; "any": all that chance may pick
};

inline constexpr std::size_t control_size = 64;
static_assert(sizeof(Control) == control_size);

/// The environment variable that names the file.
inline constexpr const char* control_variable = "DISPATCHBENCH_FAULTS";

}  // namespace dispatchbench::faults
