#include "base/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include <nlohmann/json.hpp>

namespace dispatchbench {

std::size_t Histogram::bucket_of(std::uint64_t value) noexcept {
  constexpr std::uint64_t linear = std::uint64_t{1} << sub_bits;
  value = std::min(value, (std::uint64_t{1} << max_bits) - 1);
  if (value < linear) return static_cast<std::size_t>(value);
  const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - sub_bits - 1;
  return ((static_cast<std::size_t>(shift) + 1) << sub_bits) +
         static_cast<std::size_t>((value >> shift) - linear);
}

std::int64_t Histogram::upper_bound_of(std::size_t bucket) noexcept {
  constexpr std::size_t linear = 1U << sub_bits;
  if (bucket < linear) return static_cast<std::int64_t>(bucket);
  const std::size_t shift = (bucket >> sub_bits) - 1;
  const std::size_t part = (bucket & (linear - 1)) + linear;
  return static_cast<std::int64_t>(((part + 1) << shift) - 1);
}

Histogram::Histogram(std::vector<std::uint64_t> buckets, double sum_ns, std::int64_t max_ns)
    : counts_(std::move(buckets)),
      count_(std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0})),
      max_(max_ns),
      sum_(sum_ns) {}

void Histogram::record(std::int64_t nanoseconds, std::uint64_t times) noexcept {
  const std::int64_t value = std::max<std::int64_t>(nanoseconds, 0);
  counts_[bucket_of(static_cast<std::uint64_t>(value))] += times;
  count_ += times;
  sum_ += static_cast<double>(value) * static_cast<double>(times);
  max_ = std::max(max_, value);
}

void Histogram::merge(const Histogram& other) noexcept {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

double Histogram::mean() const noexcept {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::int64_t Histogram::value_at(double quantile) const noexcept {
  const auto wanted = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(quantile * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen >= wanted) return std::min(upper_bound_of(i), max_);
  }
  return max_;
}

nlohmann::json Histogram::to_json() const {
  auto filled = nlohmann::json::array();
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != 0) filled.push_back({upper_bound_of(i), counts_[i]});
  }
  return {{"count", count_}, {"sum_ns", sum_}, {"max_ns", max_}, {"buckets", std::move(filled)}};
}

}  // namespace dispatchbench
