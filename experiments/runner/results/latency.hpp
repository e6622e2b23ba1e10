// Latencies of several runs as one distribution: merged from the histograms that loadgen writes,
// for an average of percentiles is the percentile of nothing.
#pragma once

#include <cstdint>
#include <map>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// In seconds.
struct Percentiles {
  std::optional<double> p50;
  std::optional<double> p90;
  std::optional<double> p99;
  std::optional<double> max;
};

class Latency {
 public:
  /// Adds {sum_ns, max_ns, buckets: [[upper_ns, count], …]}; anything else adds nothing.
  void merge(const Json& histogram);
  void merge(const Latency& other);

  /// Seconds; nothing while it is empty. Within the width of a bucket, and never above the maximum.
  std::optional<double> value_at(double quantile) const;

  /// How many latencies there are by the upper bound of their bucket, ns.
  const std::map<std::int64_t, std::uint64_t>& counts() const noexcept { return counts_; }
  std::uint64_t count() const noexcept { return count_; }
  std::int64_t max_nanoseconds() const noexcept { return max_; }
  double mean_nanoseconds() const noexcept;  ///< exact; 0 while it is empty
  /// The standard deviation, of the buckets' bounds; 0 while it is empty.
  double deviation_nanoseconds() const noexcept;

  /// Nothing while it is empty.
  Percentiles percentiles() const;

 private:
  std::map<std::int64_t, std::uint64_t> counts_;  // by a bucket's upper bound, ns
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
  double sum_ = 0;  // ns
};

/// From loadgen's histogram.
void from_json(const Json& histogram, Latency& latency);

}  // namespace dispatchbench::runner
