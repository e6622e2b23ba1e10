// How much a loop does at once before others have a turn. Pure, so that a simulator goes by the
// very same.
#pragma once

#include <cstdint>

namespace dispatchbench {

/// Connections that whoever finds the listener ready accepts in a row, where loops take turns at
/// it.
inline constexpr std::uint32_t accepts_in_a_row = 64;

/// Events that the poller of a pool fetches.
inline constexpr std::uint32_t polled_at_once = 64;

/// Events that a loop of `elastic` fetches.
inline constexpr std::uint32_t elastic_at_once = 16;

/// Quanta for which a request keeps its place by age.
inline constexpr std::uint32_t quanta_in_place = 16;

}  // namespace dispatchbench
