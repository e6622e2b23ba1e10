#include "servers/report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dispatchbench {
namespace {

nlohmann::json sample_report(const SimpleCosts& costs = {},
                             const Timeline& timeline = {1'000, 50, {{0.5, 1}}, {1, 0}, {40, 80}}) {
  const char* const argv[] = {"dispatch_server", "--strategy", "reuseport", "--null"};
  Options options = parse_options(4, argv);
  options.emulation = costs;
  std::vector<std::unique_ptr<Worker>> workers;
  EmulatedMachine machine({.costs = costs.costs()});
  EmulatedMachine* const emulated = costs.any() ? &machine : nullptr;
  workers.push_back(std::make_unique<Worker>(0, Worker::Options{4096, emulated, std::nullopt}));
  workers[0]->requests.add(3);
  workers[0]->bytes.add(120);
  workers[0]->record_dispatch_delay(2'000'000);
  ThreadAccounting ledger;
  { const ThreadAccounting::Scope acceptor(ledger, "servers_test"); }
  return make_report({options, workers, ledger, options.listen, 1'000, 2'000, timeline});
}

TEST(Report, has_the_keys_that_others_read) {
  const auto report = sample_report();
  for (const char* key :
       {"schema_version", "strategy", "backend", "threads", "options", "started_ns", "stopped_ns",
        "workers", "other_threads", "dispatch_delay", "timeline"}) {
    EXPECT_TRUE(report.contains(key)) << key;
  }
  for (const char* key :
       {"index", "connections", "requests", "bytes", "busy_seconds", "cpu_seconds",
        "emulated_seconds", "wakeups", "steals", "voluntary_switches", "involuntary_switches"}) {
    EXPECT_TRUE(report.at("workers").at(0).contains(key)) << key;
  }
  EXPECT_FALSE(report.contains("emulation"));
  EXPECT_FALSE(report.at("timeline").contains("looks"));
}

TEST(Report, says_how_often_somebody_looked) {
  const auto report = sample_report({}, {1'000, 50, {{0.5, 1}}, {1, 0}, {40, 80}, {5, 4}, {0, 1}});
  EXPECT_EQ(report["timeline"]["looks"], nlohmann::json({5, 4}));
  EXPECT_EQ(report["timeline"]["idle_while_queued"], nlohmann::json({0, 1}));
}

TEST(Report, says_what_was_counted) {
  const auto report = sample_report();
  EXPECT_EQ(report["workers"][0]["requests"], 3);
  EXPECT_EQ(report["workers"][0]["bytes"], 120);
  EXPECT_EQ(report["dispatch_delay"]["count"], 1);
  EXPECT_DOUBLE_EQ(report["dispatch_delay"]["max"], 0.002);
  EXPECT_EQ(report["timeline"]["busy"][0][1], 1);
  EXPECT_EQ(report["other_threads"][0]["name"], "servers_test");
  EXPECT_EQ(report["other_threads"][0]["threads"], 1);
}

TEST(Report, says_how_well_the_emulation_slept) {
  const auto report = sample_report({.request_ns = 1'000});
  EXPECT_TRUE(report["emulation"].contains("slept_seconds"));
  EXPECT_TRUE(report["emulation"].contains("overshoot_seconds"));
}

}  // namespace
}  // namespace dispatchbench
