#include "servers/utilization.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "machine/simple_costs.hpp"

namespace dispatchbench {
namespace {

std::vector<std::unique_ptr<Worker>> two_workers(EmulatedMachine* machine = nullptr) {
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < 2; ++i) {
    workers.push_back(std::make_unique<Worker>(i, Worker::Options{4096, machine, std::nullopt}));
  }
  return workers;
}

TEST(BusyTime, is_what_the_emulated_core_was_busy_for) {
  EmulatedMachine machine({.costs = SimpleCosts{.request_ns = 2'000'000}.costs()});
  const auto workers = two_workers(&machine);
  workers[0]->core().charge(Event::request);
  workers[0]->core().settle();
  const BusyTime busy = busy_time(*workers[0], monotonic_ns());
  EXPECT_EQ(busy.total_ns(), 2'000'000);
  EXPECT_EQ(busy_time(*workers[1], monotonic_ns()).total_ns(), 0);
}

TEST(UtilizationSampler, has_a_row_a_worker_and_columns_that_add_up) {
  const auto workers = two_workers();
  ThreadAccounting ledger;
  UtilizationSampler sampler(workers, std::chrono::milliseconds(1), ledger);
  for (const auto& worker : workers) worker->bytes.add(1000);
  workers[1]->connections.add(3);
  const Timeline timeline = sampler.stop();
  ASSERT_EQ(timeline.busy.size(), 2U);
  EXPECT_EQ(timeline.busy[0].size(), timeline.bytes.size());
  EXPECT_EQ(std::reduce(timeline.bytes.begin(), timeline.bytes.end()), 2000U);
  EXPECT_EQ(std::reduce(timeline.connections.begin(), timeline.connections.end()), 3U);
  EXPECT_EQ(ledger.accounts().at("sampler").threads, 1);
}

}  // namespace
}  // namespace dispatchbench
