// Keeps what one thread writes often away from what others read often.
#pragma once

#include <cstddef>

namespace dispatchbench {

/// std::hardware_destructive_interference_size differs between compilers; this is an ABI's
/// constant.
inline constexpr std::size_t cache_line = 64;

/// A value with a cache line of its own.
template <typename T>
struct alignas(cache_line) OwnCacheLine {
  T value;
};

static_assert(sizeof(OwnCacheLine<char>) == cache_line);

}  // namespace dispatchbench
