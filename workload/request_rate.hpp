// Requests a second, and what follows from it: when each is due, and how many are due within a
// time.
#pragma once

#include <cstdint>

namespace dispatchbench::workload {

/// A rate in whole billionths of a request a second, so that times and counts are worked out in
/// integers: 100 a second for 300 ms are 30 requests, where 0.3 * 100 in binary fractions is above
/// 30. Request k is due k / rate seconds after the first. Immutable, any thread.
class RequestRate {
 public:
  RequestRate() = default;  ///< no rate: a closed loop

  /// `per_second` is from 0.001 to 1e9, or 0 for none.
  explicit RequestRate(double per_second) noexcept;

  bool none() const noexcept { return billionths_ == 0; }

  /// When request `number` (0…) is due, rounded down to ns; as late as can be told if beyond.
  std::int64_t due_ns(std::uint64_t number) const noexcept;

  /// How many requests are due before `time_ns`.
  std::uint64_t due_before(std::int64_t time_ns) const noexcept;

 private:
  std::uint64_t billionths_ = 0;
};

}  // namespace dispatchbench::workload
