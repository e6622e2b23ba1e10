#include "base/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dispatchbench {
namespace {

constexpr double error_bound = 1.0 / 64;

Histogram histogram_of(const std::vector<std::int64_t>& values) {
  Histogram histogram;
  for (const std::int64_t value : values) histogram.record(value);
  return histogram;
}

/// Spread over all magnitudes up to 2^41.
std::vector<std::int64_t> values_of_all_magnitudes(std::size_t count) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(0, 41);
  std::vector<std::int64_t> values(count);
  for (auto& value : values) value = static_cast<std::int64_t>(std::exp2(exponent(random)));
  return values;
}

TEST(Histogram, is_all_zeros_when_empty) {
  const Histogram empty;
  EXPECT_EQ(empty.count(), 0U);
  EXPECT_EQ(empty.max(), 0);
  EXPECT_EQ(empty.mean(), 0);
  EXPECT_EQ(empty.value_at(0.5), 0);
  EXPECT_TRUE(empty.to_json().at("buckets").empty());
}

TEST(Histogram, knows_every_value_to_within_a_64th) {
  for (const std::int64_t value : values_of_all_magnitudes(20'000)) {
    Histogram histogram = histogram_of({value});
    histogram.record(std::int64_t{1} << 41);  // so that max() does not hide the bucket's bound
    const auto found = static_cast<double>(histogram.value_at(0.5));
    ASSERT_GE(found, static_cast<double>(value));
    ASSERT_LE(found, static_cast<double>(value) * (1 + error_bound));
  }
}

TEST(Histogram, is_exact_for_small_values_and_for_the_largest) {
  for (const std::int64_t value : {0, 1, 63, 64, 127}) {
    EXPECT_EQ(histogram_of({value, 1000}).value_at(0.5), value);
  }
  EXPECT_EQ(histogram_of({5, 1'000'003}).value_at(1), 1'000'003);
}

TEST(Histogram, has_the_percentiles_of_the_sorted_values) {
  auto values = values_of_all_magnitudes(10'001);
  const Histogram histogram = histogram_of(values);
  std::sort(values.begin(), values.end());
  for (const double quantile : {0.0, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = std::ceil(quantile * static_cast<double>(values.size()));
    const auto exact =
        static_cast<double>(values[static_cast<std::size_t>(std::max(rank - 1, 0.0))]);
    const auto found = static_cast<double>(histogram.value_at(quantile));
    EXPECT_GE(found, exact) << quantile;
    EXPECT_LE(found, exact * (1 + error_bound)) << quantile;
  }
}

TEST(Histogram, never_gives_a_percentile_above_the_maximum) {
  const Histogram histogram = histogram_of({1'000'001, 1'000'001});
  EXPECT_EQ(histogram.value_at(0.5), 1'000'001);
}

TEST(Histogram, keeps_mean_sum_and_maximum_exactly) {
  const Histogram histogram = histogram_of({1'000'003, 2'000'005, 3'000'007});
  EXPECT_EQ(histogram.max(), 3'000'007);
  EXPECT_DOUBLE_EQ(histogram.sum(), 6'000'015);
  EXPECT_DOUBLE_EQ(histogram.mean(), 2'000'005);
}

TEST(Histogram, takes_negative_values_as_zero_and_clamps_enormous_ones) {
  const Histogram histogram = histogram_of({-5, std::int64_t{1} << 60});
  EXPECT_EQ(histogram.count(), 2U);
  EXPECT_EQ(histogram.value_at(0.5), 0);
  EXPECT_EQ(histogram.max(), std::int64_t{1} << 60);
  EXPECT_EQ(histogram.value_at(1), (std::int64_t{1} << 42) - 1);
}

TEST(Histogram, merged_is_as_if_one_had_recorded_everything) {
  const auto values = values_of_all_magnitudes(5'000);
  const auto middle = values.begin() + 1'700;
  Histogram merged = histogram_of({values.begin(), middle});
  merged.merge(histogram_of({middle, values.end()}));
  const Histogram whole = histogram_of(values);
  EXPECT_EQ(merged.count(), whole.count());
  EXPECT_EQ(merged.max(), whole.max());
  EXPECT_EQ(merged.to_json().at("buckets"), whole.to_json().at("buckets"));
  EXPECT_NEAR(merged.sum(), whole.sum(), whole.sum() * 1e-12);
}

TEST(Histogram, made_of_anothers_buckets_it_is_the_same) {
  const Histogram whole = histogram_of(values_of_all_magnitudes(5'000));
  const Histogram made({whole.buckets().begin(), whole.buckets().end()}, whole.sum(), whole.max());
  EXPECT_EQ(made.to_json(), whole.to_json());
  EXPECT_EQ(made.value_at(0.99), whole.value_at(0.99));
}

TEST(Histogram, lists_only_buckets_that_hold_something) {
  const nlohmann::json json = histogram_of({3, 3, 50}).to_json();
  EXPECT_EQ(json.at("count"), 3);
  EXPECT_EQ(json.at("max_ns"), 50);
  EXPECT_EQ(json.at("buckets"), nlohmann::json::parse("[[3, 2], [50, 1]]"));
}

}  // namespace
}  // namespace dispatchbench
