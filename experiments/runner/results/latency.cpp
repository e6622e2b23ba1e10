#include "experiments/runner/results/latency.hpp"

#include <algorithm>
#include <cmath>

namespace dispatchbench::runner {

void Latency::merge(const Json& histogram) {
  if (!histogram.is_object() || !histogram.contains("buckets")) return;
  for (const Json& bucket : histogram.at("buckets")) {
    const auto count = bucket.at(1).get<std::uint64_t>();
    counts_[bucket.at(0).get<std::int64_t>()] += count;
    count_ += count;
  }
  max_ = std::max(max_, histogram.value("max_ns", std::int64_t{0}));
  sum_ += number_at(histogram, "sum_ns").value_or(0);
}

void Latency::merge(const Latency& other) {
  for (const auto& [upper, count] : other.counts_) counts_[upper] += count;
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

void from_json(const Json& histogram, Latency& latency) {
  latency = {};
  latency.merge(histogram);
}

double Latency::mean_nanoseconds() const noexcept {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

double Latency::deviation_nanoseconds() const noexcept {
  if (count_ == 0) return 0;
  const auto all = static_cast<double>(count_);
  double mean = 0, squares = 0;
  for (const auto& [upper, count] : counts_) {
    mean += static_cast<double>(upper) * static_cast<double>(count) / all;
  }
  for (const auto& [upper, count] : counts_) {
    const double off = static_cast<double>(upper) - mean;
    squares += off * off * static_cast<double>(count) / all;
  }
  return std::sqrt(squares);
}

std::optional<double> Latency::value_at(double quantile) const {
  const auto wanted = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(quantile * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (const auto& [upper, count] : counts_) {
    seen += count;
    if (seen >= wanted) return static_cast<double>(std::min(upper, max_)) / 1e9;
  }
  return std::nullopt;
}

Percentiles Latency::percentiles() const {
  return {value_at(0.5), value_at(0.9), value_at(0.99), value_at(1)};
}

}  // namespace dispatchbench::runner
