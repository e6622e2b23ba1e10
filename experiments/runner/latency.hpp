// Latencies of several runs as one distribution: merged from the histograms that loadgen writes,
// for an average of percentiles is the percentile of nothing.
#pragma once

#include <cstdint>
#include <map>

#include "experiments/runner/json.hpp"

namespace dispatchbench::runner {

class Latency {
 public:
  /// Adds {count, sum_ns, max_ns, buckets: [[upper_ns, count], …]}; anything else adds nothing.
  void merge(const Json& histogram);
  void merge(const Latency& other);

  /// Seconds; nothing while it is empty. Within the width of a bucket, and never above the maximum.
  std::optional<double> value_at(double quantile) const;

  /// {p50, p90, p99, max} in seconds, null while it is empty.
  Json percentiles() const;

 private:
  std::map<std::int64_t, std::uint64_t> counts_;  // by a bucket's upper bound, ns
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace dispatchbench::runner
