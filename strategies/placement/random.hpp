// Random numbers for placements: the same sequence for the same seed, on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace dispatchbench {

/// SplitMix64. One thread at a time.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
  }

  /// A number below `bound`, which is not 0; all are equally likely.
  std::size_t below(std::size_t bound) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t even = most - most % bound;  // a multiple of bound
    std::uint64_t number = next();
    while (number >= even) number = next();
    return static_cast<std::size_t>(number % bound);
  }

 private:
  std::uint64_t state_;
};

}  // namespace dispatchbench
