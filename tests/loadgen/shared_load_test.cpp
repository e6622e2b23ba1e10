// A load of several processes, which are threads here: its figures are those of all.
#include "loadgen/shared_load.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "loadgen/hosts/merging.hpp"
#include "loadgen/report.hpp"
#include "tests/loadgen/fake_communicator.hpp"
#include "tests/loadgen/load_fixture.hpp"
#include "times.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;

struct SharedRun {
  std::optional<LoadResult> result;  // of rank 0
  std::vector<std::string> thrown;   // by rank
  std::vector<unsigned> finished;    // how often, by rank
};

SharedRun run_shared(const Options& options, unsigned ranks) {
  SharedRun run;
  run.finished.resize(ranks);
  run.thrown = FakeWorld(ranks).run([&](Communicator& communicator) {
    Stop stop;
    auto result =
        run_shared_load(options, stop, communicator, [&] { ++run.finished[communicator.rank()]; });
    if (communicator.rank() == 0) run.result = std::move(result);
  });
  return run;
}

/// The buckets of the hosts' histograms, added up here.
std::map<std::int64_t, std::uint64_t> buckets_of(const nlohmann::json& hosts) {
  std::map<std::int64_t, std::uint64_t> sum;
  for (const auto& host : hosts) {
    for (const auto& bucket : host["histogram"]["buckets"])
      sum[bucket[0].get<std::int64_t>()] += bucket[1].get<std::uint64_t>();
  }
  return sum;
}

TEST(SharedLoad, every_request_is_sent_once_by_one_of_the_ranks) {
  const TestServer server;
  const Options options = load(server, 203, 7, 5);
  const SharedRun run = run_shared(options, 3);
  ASSERT_THAT(run.thrown, Each(IsEmpty()));
  ASSERT_TRUE(run.result);
  const Figures& figures = run.result->figures;
  EXPECT_EQ(figures.requests, 203U);
  EXPECT_EQ(figures.bytes_sent, 203'000U);
  EXPECT_EQ(figures.threads.size(), 5U);
  EXPECT_EQ(figures.connections, 7U);
  for (std::size_t slot = 0; slot < 7; ++slot)
    EXPECT_EQ(figures.slots[slot].requests, 29U) << "slot " << slot;
  EXPECT_TRUE(run.result->succeeded(options));
  EXPECT_THAT(run.finished, Each(1U));
  std::map<std::string, unsigned> targets;
  for (const SeenRequest& seen : server.seen()) ++targets[seen.target];
  EXPECT_EQ(targets.size(), 7U);
}

TEST(SharedLoad, its_histogram_is_that_of_all_hosts_together) {
  const TestServer server;
  const Options options = load(server, 300, 4, 4);
  const SharedRun run = run_shared(options, 4);
  ASSERT_TRUE(run.result);
  const nlohmann::json report = load_json(options, *run.result);
  ASSERT_EQ(report["hosts"].size(), 4U);
  std::map<std::int64_t, std::uint64_t> merged;
  for (const auto& bucket : report["histogram"]["buckets"])
    merged[bucket[0].get<std::int64_t>()] = bucket[1].get<std::uint64_t>();
  EXPECT_EQ(merged, buckets_of(report["hosts"]));
  std::uint64_t requests = 0;
  for (const auto& host : report["hosts"]) requests += host["requests"].get<std::uint64_t>();
  EXPECT_EQ(requests, 300U);
  EXPECT_EQ(report["clock"]["offsets_ns"].size(), 4U);
}

TEST(SharedLoad, an_open_loop_is_due_and_answered_as_that_of_one_process) {
  const TestServer server;
  Options options = load(server, 60, 6, 3);
  options.rate = 200;
  options.arrivals = *workload::ArrivalShape::parse("poisson");
  const SharedRun shared = run_shared(options, 3);
  ASSERT_TRUE(shared.result);
  const LoadResult alone = run(options);
  EXPECT_EQ(shared.result->due, alone.due);
  EXPECT_EQ(shared.result->planned, alone.planned);
  EXPECT_EQ(shared.result->figures.requests, 60U);
  EXPECT_DOUBLE_EQ(shared.result->asked_per_second, alone.asked_per_second);
}

TEST(SharedLoad, a_rank_without_an_answer_censors_its_own_requests) {
  const TestServer server(always(Reaction::stay_silent));
  Options options = load(server, 1, 2, 2);
  options.rate = 100;
  options.duration = std::chrono::milliseconds(200);
  options.timeout = std::chrono::milliseconds(100);
  const SharedRun run = run_shared(options, 2);
  ASSERT_TRUE(run.result);
  EXPECT_EQ(run.result->due, 20U);
  EXPECT_EQ(run.result->figures.requests, 0U);
  EXPECT_EQ(run.result->figures.censored.count, 20U);
  EXPECT_EQ(run.result->figures.latency.count(), 20U);
}

TEST(SharedLoad, a_stop_of_one_rank_stops_all) {
  const TestServer server(always(Reaction::stay_silent));
  const Options options = load(server, 10, 2, 2);
  std::optional<LoadResult> result;
  FakeWorld(2).run([&](Communicator& communicator) {
    Stop stop;
    std::jthread stopper([&] {
      if (communicator.rank() == 0) return;
      while (server.seen_count() < 2) std::this_thread::yield();
      stop.request(15);
    });
    auto own = run_shared_load(options, stop, communicator, [] {});
    if (communicator.rank() == 0) result = std::move(own);
  });
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->stopped);
  EXPECT_EQ(result->signal, 15);
  EXPECT_EQ(result->figures.abandoned, 2U);
  EXPECT_EQ(result->unsent(), 8U);
  EXPECT_FALSE(result->complete(options));
}

TEST(SharedLoad, nobody_loads_where_one_cannot) {
  Options options = load("http://127.0.0.1:1", 10, 2, 2);
  options.url.host = "no-such-host.invalid";
  const SharedRun run = run_shared(options, 2);
  EXPECT_THAT(run.thrown[0], HasSubstr("no address for no-such-host.invalid"));
  EXPECT_EQ(run.thrown[1], "");
  EXPECT_THAT(run.finished, Each(1U));
  EXPECT_FALSE(run.result);
}

TEST(SharedLoad, no_figure_is_made_of_half_a_load) {
  const TestServer server;
  const Options options = load(server, 10, 2, 2);
  std::optional<LoadResult> result;
  bool finished = false;
  const auto thrown = FakeWorld(2).run([&](Communicator& communicator) {
    if (communicator.rank() == 1) return;  // it dies
    Stop stop;
    result = run_shared_load(options, stop, communicator, [&] { finished = true; });
  });
  EXPECT_EQ(thrown[0], "rank 1 has ended");
  EXPECT_FALSE(finished);
  EXPECT_FALSE(result);
}

TEST(Merging, counts_of_every_kind_are_added_up_and_times_are_those_of_rank_0) {
  Figures merged;
  FakeWorld(2).run([&merged](Communicator& communicator) {
    const bool first = communicator.rank() == 0;
    Figures own;
    own.failed = first ? 1 : 10;
    own.statuses = {{200, first ? 2U : 20U}, {first ? 404 : 503, 1}};
    own.errors = {{first ? "here" : "there", 3}};
    own.timeline.resize(first ? 1 : 3, {1, 5});
    own.groups.resize(1);
    own.groups[0].bytes_sent = 7;
    own.threads = {ThreadFigures{}};
    own.threads[0].first_ns = first ? 100 : 5100;
    own.slots.resize(4);
    own.slots[first ? 0 : 3].first_ns = first ? 100 : 5100;
    own.censor(0, first ? 50 : 40, 2);
    tell_on_rank_0(first ? 0 : 5000, own);
    merge_figures(communicator, own);
    if (first) merged = own;
  });
  EXPECT_EQ(merged.failed, 11U);
  EXPECT_EQ(merged.statuses, (std::map<long, std::uint64_t>{{200, 22}, {404, 1}, {503, 1}}));
  EXPECT_EQ(merged.errors, (Counts{{"here", 3}, {"there", 3}}));
  ASSERT_EQ(merged.timeline.size(), 3U);
  EXPECT_EQ(merged.timeline[0].bytes, 10U);
  EXPECT_EQ(merged.timeline[2].bytes, 5U);
  EXPECT_EQ(merged.groups[0].bytes_sent, 14U);
  EXPECT_EQ(merged.threads[1].first_ns, 100);
  EXPECT_EQ(merged.slots[3].first_ns, 100);
  EXPECT_EQ(merged.censored.count, 4U);
  EXPECT_EQ(merged.censored.least_ns, 40);
  EXPECT_EQ(merged.latency.max(), 50);
}

}  // namespace
}  // namespace dispatchbench::loadgen
