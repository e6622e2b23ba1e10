#include "base/distribution_text.hpp"

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

using Kind = DistributionForm::Kind;

TEST(DistributionText, says_kind_and_parameters) {
  const auto form = [](const char* text) { return parse_distribution(text, Quantity::time); };
  EXPECT_EQ(form("5ms"), (DistributionForm{Kind::fixed, 5'000'000, 0, 0}));
  EXPECT_EQ(form("uniform:0,2us"), (DistributionForm{Kind::uniform, 0, 2000, 0}));
  EXPECT_EQ(form("exponential:1s"), (DistributionForm{Kind::exponential, 1'000'000'000, 0, 0}));
  EXPECT_EQ(form("lognormal:5ms,2"), (DistributionForm{Kind::lognormal, 5'000'000, 0, 2}));
  EXPECT_EQ(form("bimodal:0.99:1us,1ms"), (DistributionForm{Kind::bimodal, 1000, 1'000'000, 0.99}));
  EXPECT_EQ(form("pareto:1us,1.5"), (DistributionForm{Kind::pareto, 1000, 0, 1.5}));
}

TEST(DistributionText, of_sizes_has_sizes) {
  EXPECT_EQ(parse_distribution("pareto:100kB,1.5", Quantity::size),
            (DistributionForm{Kind::pareto, 100'000, 0, 1.5}));
}

TEST(DistributionText, parses_back) {
  for (const char* text : {"0", "5ms", "1440m", "uniform:0,90us", "exponential:1.5us",
                           "lognormal:5ms,0.25", "bimodal:1e-05:1s,2m", "pareto:1ms,1.5"}) {
    const auto form = parse_distribution(text, Quantity::time);
    ASSERT_TRUE(form) << text;
    EXPECT_EQ(format_distribution(*form, Quantity::time), text);
  }
  for (const char* text : {"0B", "40MB", "1TB", "uniform:1kB,2MB", "exponential:1KiB",
                           "lognormal:1MB,1", "bimodal:0.5:1B,1GB", "pareto:10kB,1.5"}) {
    const auto form = parse_distribution(text, Quantity::size);
    ASSERT_TRUE(form) << text;
    EXPECT_EQ(format_distribution(*form, Quantity::size), text);
  }
}

TEST(DistributionText, malformed_sizes_are_refused) {
  for (const char* text :
       {"", "40", "2TB", "uniform:1kB", "uniform:0,1kB", "uniform:1kB,2GB", "uniform:2kB,1kB",
        "exponential:", "exponential:1kB,2", "pareto:1kB", "pareto:1kB,0", "pareto:1kB,-1",
        "pareto:1kB,nan", "gauss:1kB,2", "5ms", "bimodal:0.5:0,1kB"}) {
    EXPECT_FALSE(parse_distribution(text, Quantity::size)) << text;
  }
}

TEST(DistributionText, malformed_times_are_refused) {
  for (const char* text : {"",
                           "5",
                           "-5ms",
                           "1441m",
                           "exponential:0",
                           "exponential:inf",
                           "exponential:-1ms",
                           "lognormal:5ms",
                           "lognormal:5ms,0",
                           "lognormal:5ms,11",
                           "bimodal:1.5:1ms,2ms",
                           "bimodal:-0.1:1ms,2ms",
                           "bimodal:nan:1ms,2ms",
                           "bimodal:0.5:1ms",
                           "bimodal:1ms,2ms",
                           "uniform:2ms,1ms",
                           "pareto:0,1",
                           "exponential:1ms ",
                           "uniform:,",
                           ":",
                           "normal:5ms,1ms"}) {
    EXPECT_FALSE(parse_distribution(text, Quantity::time)) << text;
  }
}

}  // namespace
}  // namespace dispatchbench
