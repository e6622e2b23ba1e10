// The plan of a load over several processes: together they send what one would have sent.
#include "loadgen/plan/share.hpp"

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/options/fingerprint.hpp"
#include "loadgen/plan/plan.hpp"
#include "loadgen/target.hpp"
#include "tests/servers/temporary_folder.hpp"
#include "times.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;

/// What identifies a request: group, number, due time, body, demand. Warm-ups count as group 100+.
using Sent = std::tuple<unsigned, std::uint64_t, std::int64_t, std::uint64_t, std::uint64_t>;

Sent identity(const GroupPlan& group, const ScheduledRequest& request) {
  return {group.index() + (request.warmup ? 100U : 0U), request.number, request.due_ns,
          request.body_bytes, request.demand_ns};
}

/// All that the slots of one rank send, each to its end, in whatever order.
void collect(const Options& options, Share share, std::map<Sent, unsigned>& all) {
  Plan plan(options, share);
  for (const unsigned thread : share.threads_of(options.threads)) {
    for (const auto& group : plan.groups()) {
      if (!group->fed()) continue;
      for (Feed feed(*group, thread, options.threads); feed.due_ns();)
        ++all[identity(*group, feed.take())];
    }
    for (unsigned slot = thread; slot < options.connections; slot += options.threads) {
      if (plan.group_of(slot).fed()) continue;
      SlotSchedule schedule = plan.schedule_of(slot);
      while (const auto request = schedule.next(0)) ++all[identity(plan.group_of(slot), *request)];
    }
  }
}

std::map<Sent, unsigned> of_all_ranks(const Options& options, unsigned ranks) {
  std::map<Sent, unsigned> all;
  for (unsigned rank = 0; rank < ranks; ++rank) collect(options, {rank, ranks}, all);
  return all;
}

void expect_the_plan_of_one(const Options& options) {
  const auto whole = of_all_ranks(options, 1);
  ASSERT_FALSE(whole.empty());
  for (const unsigned ranks : {2U, 3U, 5U}) EXPECT_EQ(of_all_ranks(options, ranks), whole) << ranks;
}

Options small_load() {
  Options options;
  options.requests = 203;
  options.connections = 23;
  options.threads = 7;
  options.body_size = *workload::Distribution::parse("uniform:1kB,1MB", Quantity::size);
  options.demand = *workload::Distribution::parse("exponential:1ms", Quantity::time);
  return options;
}

Options open_load(const char* arrivals) {
  Options options = small_load();
  options.rate = 1000;
  options.warmup = std::chrono::milliseconds(30);
  options.arrivals = *workload::ArrivalShape::parse(arrivals);
  return options;
}

TEST(Share, a_closed_loop_is_that_of_one_process) {
  expect_the_plan_of_one(small_load());
}

TEST(Share, evenly_spaced_requests_interleave) {
  expect_the_plan_of_one(open_load("uniform"));
}

TEST(Share, a_poisson_stream_is_the_very_one_that_one_process_draws) {
  expect_the_plan_of_one(open_load("poisson"));
}

TEST(Share, bursts_come_at_the_same_times) {
  expect_the_plan_of_one(open_load("bursty:10ms,30ms"));
}

TEST(Share, a_load_for_a_duration_is_split_too) {
  Options options = open_load("poisson");
  options.duration = std::chrono::milliseconds(150);
  expect_the_plan_of_one(options);
}

TEST(Share, a_skewed_load_goes_by_connection) {
  Options options = open_load("poisson");
  options.spread = *workload::SpreadShape::parse("zipf:1");
  expect_the_plan_of_one(options);
}

TEST(Share, where_any_connection_may_send_requests_go_in_turn) {
  Options options = open_load("poisson");
  options.auto_connections = true;
  expect_the_plan_of_one(options);
}

TEST(Share, a_trace_goes_by_connection) {
  std::string text = "at_seconds,connection,method,body_bytes,demand_seconds\n";
  for (int i = 0; i < 60; ++i) text += fmt::format("{},c{},PUT,{},0\n", i * 0.001, i % 11, 100 + i);
  std::istringstream file(text);
  Options options = small_load();
  options.trace = std::make_shared<const workload::Trace>(workload::read_trace(file, "trace"));
  options.connections = options.trace->places;
  options.requests = options.trace->requests.size();
  expect_the_plan_of_one(options);
}

TEST(Share, a_mix_goes_by_connection) {
  Options options = small_load();
  options.mix = workload::parse_mix(R"([{"connections": 8, "requests": 50, "body-size": "1kB"},
      {"connections": 15, "rate": 100, "requests": 44, "body-size": "uniform:1kB,1MB"}])",
                                    "mix");
  expect_the_plan_of_one(options);
}

TEST(Share, each_rank_has_a_pool_of_its_own_numbers) {
  Options options = small_load();
  options.split = Split::shared;
  expect_the_plan_of_one(options);
  Plan second(options, {1, 3});
  SlotSchedule schedule = second.schedule_of(1);
  EXPECT_EQ(schedule.next(0)->number, 1U);
  EXPECT_EQ(schedule.next(0)->number, 4U);
  const NumberRange left = second.groups()[0]->untaken();
  EXPECT_THAT((std::vector{left.first, left.step, left.end}), ElementsAre(7, 3, 203));
}

TEST(Share, threads_and_connections_add_up_to_those_asked_for) {
  for (const unsigned ranks : {1U, 2U, 3U, 7U}) {
    std::size_t threads = 0;
    unsigned connections = 0;
    for (unsigned rank = 0; rank < ranks; ++rank) {
      const Share share{rank, ranks};
      threads += share.threads_of(7).size();
      connections += share.connections_of(23, 7);
    }
    EXPECT_EQ(threads, 7U);
    EXPECT_EQ(connections, 23U);
  }
  EXPECT_THAT((Share{1, 3}.threads_of(7)), ElementsAre(1, 4));
  EXPECT_EQ((Share{1, 3}.connections_of(23, 7)), 4U + 3U) << "1 8 15 22 and 4 11 18";
}

TEST(Share, processes_that_were_told_the_same_have_the_same_fingerprint) {
  Options other = small_load();
  EXPECT_EQ(fingerprint(small_load()), fingerprint(other));
  other.seed = 2;
  EXPECT_NE(fingerprint(small_load()), fingerprint(other));
}

/// The file has the same name each time, for that is part of the fingerprint.
std::string fingerprint_with(const char* option, const std::string& text) {
  static const TemporaryFolder folder;
  const std::string path = folder.path() / "file";
  std::ofstream(path) << text;
  const char* argv[] = {"loadgen", "http://127.0.0.1:1", option, path.c_str()};
  std::ostringstream out;
  return fingerprint(*parse_options(4, argv, out));
}

TEST(Share, a_mix_that_differs_in_any_key_has_another_fingerprint) {
  const auto with = [](const char* keys) {
    return fingerprint_with("--mix",
                            fmt::format(R"([{{"connections": 4, "requests": 9, {}}}])", keys));
  };
  std::set<std::string> all;
  const std::vector<const char*> different{R"("think": "1ms")",
                                           R"("think": "2ms")",
                                           R"("rate": 5)",
                                           R"("rate": 5, "arrivals": "poisson")",
                                           R"("rate": 5, "skew": "zipf:1")",
                                           R"("method": "GET")",
                                           R"("read-rate": "1kB/s")",
                                           R"("write-rate": "1kB/s")",
                                           R"("requests-per-connection": 3)"};
  for (const char* keys : different) all.insert(with(keys));
  EXPECT_EQ(all.size(), different.size());
  EXPECT_EQ(with(different[0]), with(different[0]));
}

TEST(Share, a_trace_that_differs_in_any_column_has_another_fingerprint) {
  const auto with = [](const char* rows) {
    return fingerprint_with(
        "--trace", fmt::format("at_seconds,connection,method,body_bytes,demand_seconds\n{}", rows));
  };
  std::set<std::string> all;
  const std::vector<const char*> different{
      "0,a,PUT,1,0\n1,a,PUT,1,0\n", "0,a,PUT,1,0\n2,a,PUT,1,0\n", "0,a,PUT,1,0\n1,b,PUT,1,0\n",
      "0,a,PUT,1,0\n1,a,GET,1,0\n", "0,a,PUT,1,0\n1,a,PUT,2,0\n", "0,a,PUT,1,0\n1,a,PUT,1,1\n"};
  for (const char* rows : different) all.insert(with(rows));
  EXPECT_EQ(all.size(), different.size());
}

TEST(Share, no_two_ranks_write_the_same_key) {
  const Options options = small_load();
  std::map<std::string, unsigned> keys;
  for (unsigned rank = 0; rank < 3; ++rank) {
    for (const unsigned thread : Share{rank, 3}.threads_of(options.threads)) {
      for (unsigned slot = thread; slot < options.connections; slot += options.threads)
        ++keys[target_of(options, slot)];
    }
  }
  EXPECT_EQ(keys.size(), options.connections);
}

}  // namespace
}  // namespace dispatchbench::loadgen
