// Times in nanoseconds, as the plan counts them.
#pragma once

#include <cstdint>

namespace dispatchbench::loadgen {

inline constexpr std::int64_t one_ms = 1'000'000;
inline constexpr std::int64_t one_second = 1'000 * one_ms;

}  // namespace dispatchbench::loadgen
