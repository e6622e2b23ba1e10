// A histogram of durations with a bounded relative error, in constant memory: it can be filled by
// one thread without allocation and merged afterwards. Percentiles are always those of merged data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace dispatchbench {

/// Log-linear buckets as in HdrHistogram: every power of two is cut into 64 equal parts, so a value
/// is known to within 1/64 (1.6 %). Values are nanoseconds, 0 to 2^42 (73 minutes); beyond is
/// clamped. Not thread-safe: one recorder a histogram.
class Histogram {
 public:
  static constexpr unsigned sub_bits = 6;  ///< 64 parts a power of two
  static constexpr unsigned max_bits = 42;

  Histogram() = default;

  /// Of what other histograms have in their buckets, added up; as many as buckets() has.
  Histogram(std::vector<std::uint64_t> buckets, double sum_ns, std::int64_t max_ns);

  void record(std::int64_t nanoseconds, std::uint64_t times = 1) noexcept;
  void merge(const Histogram& other) noexcept;

  std::uint64_t count() const noexcept { return count_; }
  std::int64_t max() const noexcept { return max_; }  ///< exact, ns; 0 when empty
  double mean() const noexcept;                       ///< exact, ns; 0 when empty
  double sum() const noexcept { return sum_; }        ///< ns
  std::span<const std::uint64_t> buckets() const noexcept { return counts_; }

  /// The smallest recorded magnitude that `quantile` (0..1) of all values do not exceed, to within
  /// the bucket's width and never above max(); ns. 0 when empty.
  std::int64_t value_at(double quantile) const noexcept;

  /// {count, sum_ns, max_ns, buckets: [[upper_ns, count], …]}, the empty buckets left out, so that
  /// others can merge or plot it.
  nlohmann::json to_json() const;

 private:
  static constexpr std::size_t bucket_count = (max_bits - sub_bits + 1) << sub_bits;

  static std::size_t bucket_of(std::uint64_t value) noexcept;
  static std::int64_t upper_bound_of(std::size_t bucket) noexcept;

  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(bucket_count);
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace dispatchbench
