// Times in nanoseconds.
#pragma once

#include <cstdint>

namespace dispatchbench::workload {

inline constexpr std::int64_t one_ms = 1'000'000;
inline constexpr std::int64_t one_second = 1'000 * one_ms;

}  // namespace dispatchbench::workload
