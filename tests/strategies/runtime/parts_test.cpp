// The small parts: run queue, splice pipe, thread accounting, worker.
#include <array>
#include <atomic>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "strategies/runtime/run_queue.hpp"
#include "strategies/runtime/splice_pipe.hpp"
#include "strategies/runtime/thread_accounting.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {
namespace {

struct Item : RunQueueHook {
  std::atomic<int> taken{0};
};

TEST(RunQueue, gives_first_what_has_waited_longest) {
  RunQueue<Item> queue;
  std::array<Item, 3> items;
  for (Item& item : items) queue.push(item);
  EXPECT_EQ(queue.size(), 3U);
  for (Item& item : items) EXPECT_EQ(queue.pop(), &item);
  EXPECT_EQ(queue.pop(), nullptr);
  EXPECT_TRUE(queue.empty());
}

TEST(RunQueue, gives_every_item_to_exactly_one_of_many) {
  RunQueue<Item> queue;
  std::vector<Item> items(20'000);
  std::atomic<std::size_t> left{items.size()};
  std::vector<std::thread> threads(3);
  for (std::thread& thread : threads) {
    thread = std::thread([&] {
      while (left > 0) {
        Item* const item = queue.pop();
        if (item == nullptr) continue;
        ++item->taken;
        --left;
      }
    });
  }
  for (Item& item : items) queue.push(item);
  for (std::thread& thread : threads) thread.join();
  for (const Item& item : items) EXPECT_EQ(item.taken, 1);
}

TEST(SplicePipe, is_closed_until_its_first_use) {
  SplicePipe pipe;
  EXPECT_EQ(pipe.capacity(), 0U);
  ASSERT_TRUE(pipe.open());
  EXPECT_GE(pipe.capacity(), 4096U);
  const int end = pipe.read_end();
  ASSERT_TRUE(pipe.open());
  EXPECT_EQ(pipe.read_end(), end) << "opened once only";
}

TEST(SplicePipe, is_empty_after_what_was_in_it_is_discarded) {
  SplicePipe pipe;
  ASSERT_TRUE(pipe.open());
  ASSERT_EQ(::write(pipe.write_end(), "left", 4), 4);
  pipe.discard();
  EXPECT_EQ(pipe.capacity(), 0U);
  ASSERT_TRUE(pipe.open());
  std::array<char, 4> buffer{};
  EXPECT_EQ(::read(pipe.read_end(), buffer.data(), buffer.size()), -1);
  EXPECT_EQ(errno, EAGAIN);
}

TEST(ThreadAccounting, adds_up_threads_of_the_same_name) {
  ThreadAccounting accounting;
  for (int i = 0; i < 3; ++i) {
    std::thread([&] { const ThreadAccounting::Scope accounted(accounting, "helper"); }).join();
  }
  EXPECT_EQ(accounting.accounts().size(), 1U);
  EXPECT_EQ(accounting.accounts().at("helper").threads, 3);
  EXPECT_GT(accounting.accounts().at("helper").cpu_ns, 0);
}

TEST(Worker, knows_its_processor_time_before_during_and_after_its_thread) {
  Worker worker(0, {});
  EXPECT_EQ(worker.cpu_ns(), 0);
  std::int64_t during = 0;
  std::thread([&] {
    worker.attach();
    during = worker.cpu_ns();
    worker.detach();
  }).join();
  EXPECT_GT(during, 0);
  EXPECT_GE(worker.cpu_ns(), during);
  EXPECT_EQ(worker.usage().cpu_ns, worker.cpu_ns());
}

TEST(Worker, never_loses_processor_time_when_its_thread_ends) {
  for (int round = 0; round < 50; ++round) {
    Worker worker(0, {});
    std::thread thread([&] {
      worker.attach();
      worker.detach();
    });
    std::int64_t last = 0;
    for (int look = 0; look < 200; ++look) {
      const std::int64_t now = worker.cpu_ns();
      EXPECT_GE(now, last);
      last = now;
    }
    thread.join();
  }
}

}  // namespace
}  // namespace dispatchbench
