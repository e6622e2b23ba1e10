// When a worker that accepts from a listener of several lets the others come first. Pure, so that a
// simulator goes by the very same.
#pragma once

#include <cstdint>

namespace dispatchbench {

/// gated-listener: whoever has requests in hand leaves it alone for so long at most, as Puma does;
/// of an emulated machine's time.
inline constexpr std::int64_t longest_gate_ns = 5'000'000;

/// shared-listener-rotating: after so many accepts a worker is the last of those that are woken, as
/// with nginx.
inline constexpr std::uint32_t accepts_until_last = 16;

}  // namespace dispatchbench
