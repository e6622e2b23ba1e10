// What is read out of one run's file: utilization, shares, costs, flags.
#include <gmock/gmock.h>

#include "experiments/runner/analysis/utilization.hpp"
#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/results/outcome.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

TEST(Utilization, IsGivenAgainstTheWorkersThatExistAndAgainstAllCores) {
  const Json utilization = utilization_of(some_record());
  EXPECT_DOUBLE_EQ(utilization.at("mean").get<double>(), 0.6);
  EXPECT_DOUBLE_EQ(utilization.at("of_cores").get<double>(), 0.3);
  EXPECT_DOUBLE_EQ(utilization.at("busiest_over_mean").get<double>(), 1.5);
}

TEST(Utilization, CountsOnlySamplesWithinTheLoadsTime) {
  const Json utilization = utilization_of(some_record());
  EXPECT_DOUBLE_EQ(utilization.at("time_above_half_busy").get<double>(), 0.25);
  EXPECT_DOUBLE_EQ(utilization.at("time_nearly_all_busy").get<double>(), 0.25);
}

TEST(Utilization, LeavesAWarmUpOut) {
  Json record = some_record();
  record["load"]["report"]["warmup"] = {{"requests", 5}};
  record["load"]["report"]["started_ns"] = 1'500'000'000;
  const Json utilization = utilization_of(record);
  // Of 0.9 and 0.3 s, the first 0.5 s had 0.5 and 0.3.
  EXPECT_NEAR(utilization.at("mean").get<double>(), 0.4, 1e-12);
  EXPECT_NEAR(utilization.at("busiest_over_mean").get<double>(), 2, 1e-12);
}

TEST(Utilization, IsLeftOutWhereTheReportSaysNothing) {
  Json record = some_record();
  record["server"]["report"] = Json::object();
  EXPECT_TRUE(utilization_of(record).empty());
  EXPECT_TRUE(shares_of(record["server"]["report"]).is_null());
}

TEST(Shares, KeepTheFullestWorkersConnections) {
  const Json shares = shares_of(some_record()["server"]["report"]);
  EXPECT_EQ(shares.at("connections"), Json({3.0, 1.0}));
  EXPECT_EQ(shares.at("fullest_connections"), 3);
}

TEST(Outcome, CostsAreSecondsOfProcessorTimePerGigabyte) {
  const Outcome outcome = read_outcome(some_record());
  EXPECT_DOUBLE_EQ(outcome.server_cpu_seconds_per_gb.value(), 0.125);
  EXPECT_DOUBLE_EQ(outcome.client_cpu_seconds_per_gb.value(), 0.25);
  EXPECT_DOUBLE_EQ(outcome.server_cpu_seconds_per_request.value(), 0.0125);
  EXPECT_DOUBLE_EQ(outcome.client_cpu_seconds_per_request.value(), 0.025);
  EXPECT_DOUBLE_EQ(outcome.seconds, 1.5);
}

TEST(Outcome, OfAFailedRunSaysWhy) {
  Json record = some_record();
  record["status"] = "failed";
  record["failure"] = {{"what", "the server exited with 3"}, {"last_words", "oh"}};
  record["load"]["report"] = nullptr;
  EXPECT_EQ(read_outcome(record).failure, "the server exited with 3");
}

TEST(Outcome, OfEmulatedCoresKnowsWhatTheyCouldTake) {
  Json record = some_record();
  Json& options = record["server"]["report"]["options"];
  options["emulate-core"] = "1GB/s";
  EXPECT_DOUBLE_EQ(read_outcome(record).emulated_ceiling.value(), 4e9);
  options["emulate-request"] = "100ms";  // of 100 MB, which take as long
  EXPECT_DOUBLE_EQ(read_outcome(record).emulated_ceiling.value(), 2e9);
  EXPECT_FALSE(read_outcome(some_record()).emulated_ceiling);
}

TEST(MachineCpu, IsReadFromTheFirstLineOfProcStat) {
  const auto cpu = parse_machine_cpu("cpu  100 20 30 400 50 6 7 8 9 9", 100);
  ASSERT_TRUE(cpu);
  EXPECT_DOUBLE_EQ(cpu->task, 1.5);
  EXPECT_DOUBLE_EQ(cpu->idle, 4.5);
  EXPECT_DOUBLE_EQ(cpu->steal, 0.08);
  EXPECT_FALSE(parse_machine_cpu("intr 1 2 3", 100));
}

TEST(MachineCpu, TellsOurOwnTimeFromThatOfOthers) {
  const Json use = machine_use(MachineCpu{0, 0, 0, 0}, MachineCpu{5, 1, 4, 0}, 3);
  EXPECT_DOUBLE_EQ(use.at("idle_fraction").get<double>(), 0.4);
  EXPECT_DOUBLE_EQ(use.at("other_cpu_fraction").get<double>(), 0.2);
  EXPECT_TRUE(machine_use({}, {}, 0).at("idle_fraction").is_null());
}

}  // namespace
}  // namespace dispatchbench::runner
