#include "experiments/runner/spec/dilation.hpp"

#include <gtest/gtest.h>

namespace dispatchbench::runner {
namespace {

TEST(Dilation, makes_each_time_in_a_text_longer_and_nothing_else) {
  EXPECT_EQ(dilated_times("5ms", 10), "50ms");
  EXPECT_EQ(dilated_times("exponential:5ms", 10), "exponential:50ms");
  EXPECT_EQ(dilated_times("lognormal:5ms,2", 10), "lognormal:50ms,2");
  EXPECT_EQ(dilated_times("bimodal:0.99:1ms,100ms", 10), "bimodal:0.99:10ms,1s");
  EXPECT_EQ(dilated_times("bursty:10ms,40ms", 2.5), "bursty:25ms,100ms");
  EXPECT_EQ(dilated_times("poisson", 10), "poisson");
}

const OptionTable& table() {
  static const OptionTable options{
      {.name = "rate", .kind = OptionKind::number},
      {.name = "duration", .kind = OptionKind::duration},
      {.name = "timeout", .kind = OptionKind::duration, .standard = "60s"},
      {.name = "min-rate", .kind = OptionKind::rate, .standard = "500B/s"},
      {.name = "demand", .kind = OptionKind::distribution},
      {.name = "arrivals", .kind = OptionKind::text},
      {.name = "idle-timeout", .kind = OptionKind::duration, .standard = "75s", .most = "20m"},
      {.name = "connections", .kind = OptionKind::count, .standard = "32"},
  };
  return options;
}

TEST(Dilation, makes_times_of_options_longer_and_rates_lower) {
  const Json options{{"rate", 1000},
                     {"duration", "2s"},
                     {"demand", "exponential:1ms"},
                     {"arrivals", "bursty:1ms,2ms"},
                     {"connections", 8},
                     {"body-size", "40MB"}};
  const Json dilated = dilated_options(options, table(), 20);
  EXPECT_EQ(dilated.at("rate"), 50);
  EXPECT_EQ(dilated.at("duration"), "40s");
  EXPECT_EQ(dilated.at("demand"), "exponential:20ms");
  EXPECT_EQ(dilated.at("arrivals"), "bursty:20ms,40ms");
  EXPECT_EQ(dilated.at("connections"), 8);
  EXPECT_EQ(dilated.at("body-size"), "40MB");
}

TEST(Dilation, makes_the_programs_own_defaults_longer_too) {
  const Json dilated = dilated_options(Json::object(), table(), 100);
  EXPECT_EQ(dilated, Json({{"timeout", "100m"}, {"min-rate", "5B/s"}, {"idle-timeout", "20m"}}))
      << "no longer than the program takes";
}

TEST(Dilation, of_one_leaves_options_as_they_are) {
  EXPECT_EQ(dilated_options(Json{{"rate", 7}}, table(), 1), Json({{"rate", 7}}));
}

TEST(Dilation, gives_a_report_in_real_time) {
  Json report{{"started_ns", 1'000},
              {"finished_ns", 11'000},
              {"requests", 70},
              {"requests_per_second", 5.0},
              {"cpu_seconds", 2.5},
              {"latency_seconds", {{"count", 70}, {"p99", 0.5}}},
              {"read_delay_seconds", nullptr},
              {"slots", {{{"active_seconds", 4.0}, {"requests", 7}}}},
              {"histogram", {{"count", 2}, {"sum_ns", 300}, {"buckets", {{100, 1}, {200, 1}}}}},
              {"timeline", {{"start_ns", 6'000}, {"interval_ns", 100}, {"bytes", {1, 2}}}},
              {"options", {{"rate", 5.0}}}};
  undilate(report, 10, 1'000);
  EXPECT_EQ(report,
            Json({{"started_ns", 1'000},
                  {"finished_ns", 2'000},
                  {"requests", 70},
                  {"requests_per_second", 50.0},
                  {"cpu_seconds", 2.5},
                  {"latency_seconds", {{"count", 70}, {"p99", 0.05}}},
                  {"read_delay_seconds", nullptr},
                  {"slots", {{{"active_seconds", 0.4}, {"requests", 7}}}},
                  {"histogram", {{"count", 2}, {"sum_ns", 30}, {"buckets", {{10, 1}, {20, 1}}}}},
                  {"timeline", {{"start_ns", 1'500}, {"interval_ns", 10}, {"bytes", {1, 2}}}},
                  {"options", {{"rate", 5.0}}}}));
}

}  // namespace
}  // namespace dispatchbench::runner
