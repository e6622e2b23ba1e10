#include "strategies/runtime/worker_leases.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace dispatchbench {
namespace {

std::vector<std::unique_ptr<Worker>> make_workers(unsigned count) {
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < count; ++i) {
    workers.push_back(std::make_unique<Worker>(i, Worker::Options{4096, {}, {}}));
  }
  return workers;
}

/// A thread that has a worker while it lives; the processor time it then had used.
std::int64_t live_once(WorkerLeases& leases) {
  std::int64_t used = 0;
  std::thread([&, lease = leases.lease()]() mutable {
    Worker& worker = lease.take_up();
    worker.requests.add(1);
    used = thread_cpu_ns();
  }).join();
  return used;
}

TEST(WorkerLeases, give_each_worker_to_one_at_a_time) {
  const auto workers = make_workers(2);
  WorkerLeases leases(workers);
  const auto first = leases.lease();
  {
    const auto second = leases.lease();
    EXPECT_TRUE(first);
    EXPECT_TRUE(second);
    EXPECT_FALSE(leases.lease());
  }
  EXPECT_TRUE(leases.lease()) << "the second was given back";
}

TEST(WorkerLeases, add_up_what_successive_threads_use_and_count) {
  const auto workers = make_workers(1);
  WorkerLeases leases(workers);
  std::int64_t used = 0;
  for (int i = 0; i < 3; ++i) used += live_once(leases);
  EXPECT_EQ(workers.front()->requests.read(), 3U);
  EXPECT_GE(workers.front()->cpu_ns(), used);
  EXPECT_GE(workers.front()->usage().cpu_ns, used);
}

TEST(WorkerLeases, leave_no_pipe_behind_of_a_thread_that_has_ended) {
  const auto workers = make_workers(1);
  WorkerLeases leases(workers);
  bool opened = false;
  std::thread([&, lease = leases.lease()]() mutable {
    opened = lease.take_up().pipe().open();
  }).join();
  ASSERT_TRUE(opened);
  EXPECT_EQ(workers.front()->pipe().capacity(), 0U);
}

TEST(WorkerLeases, never_let_processor_time_go_backwards) {
  const auto workers = make_workers(1);
  WorkerLeases leases(workers);
  std::atomic<bool> over{false};
  std::thread looking([&] {
    for (std::int64_t last = 0; !over;) {
      const std::int64_t now = workers.front()->cpu_ns();
      EXPECT_GE(now, last);
      last = now;
    }
  });
  for (int i = 0; i < 100; ++i) live_once(leases);
  over = true;
  looking.join();
}

TEST(WorkerLeases, serve_threads_that_come_and_go) {
  const auto workers = make_workers(2);
  WorkerLeases leases(workers);
  std::atomic<int> served{0};
  std::vector<std::thread> threads(3);
  for (std::thread& thread : threads) {
    thread = std::thread([&] {
      while (served < 300) {
        auto lease = leases.lease();
        if (!lease) continue;
        lease.take_up().requests.add(1);
        ++served;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(workers[0]->requests.read() + workers[1]->requests.read(),
            static_cast<std::uint64_t>(served));
}

}  // namespace
}  // namespace dispatchbench
