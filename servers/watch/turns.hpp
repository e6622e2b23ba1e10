// Whether something is under way, for somebody who looks from outside.
#pragma once

#include <atomic>
#include <cstdint>

namespace dispatchbench {

/// Odd while it is under way. Two looks that find the same even number know that nothing was in
/// between. One thread at a time writes; any thread reads.
class Turns {
 public:
  void begin() noexcept { add_one(); }
  void end() noexcept { add_one(); }

  std::uint32_t read() const noexcept { return count_.load(std::memory_order_acquire); }
  static bool under_way(std::uint32_t read) noexcept { return read % 2 == 1; }

 private:
  void add_one() noexcept {
    count_.store(count_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

  std::atomic<std::uint32_t> count_{0};
};

}  // namespace dispatchbench
