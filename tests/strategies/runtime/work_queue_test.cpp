#include "strategies/runtime/work_queue.hpp"

#include <array>
#include <thread>

#include <gtest/gtest.h>

#include "gate.hpp"

namespace dispatchbench {
namespace {

struct WorkItem : RunQueueHook {};

TEST(WorkQueue, gives_what_has_waited_longest) {
  WorkQueue<WorkItem> queue;
  std::array<WorkItem, 3> items;
  for (WorkItem& item : items) queue.push(item);
  bool slept = true;
  for (WorkItem& item : items) EXPECT_EQ(queue.take(slept), &item);
  EXPECT_FALSE(slept);
}

TEST(WorkQueue, wakes_nobody_where_nobody_sleeps) {
  WorkQueue<WorkItem> queue;
  WorkItem item;
  EXPECT_FALSE(queue.wake_one());
  queue.push(item);
  EXPECT_FALSE(queue.wake_one());
  queue.end();
}

TEST(WorkQueue, wakes_as_many_threads_as_there_are_items_for_one_wake_up) {
  WorkQueue<WorkItem> queue;
  Gates gates;
  std::array<WorkItem, 3> items;
  std::array<std::thread, 3> threads;
  for (std::thread& thread : threads) {
    thread = std::thread([&] {
      bool slept = false;
      if (queue.take(slept) != nullptr) gates.pass("all");
    });
  }
  for (WorkItem& item : items) queue.push(item);
  queue.wake_one();
  EXPECT_TRUE(gates.await("all", 3));
  gates.open("all");
  for (std::thread& thread : threads) thread.join();
}

TEST(WorkQueue, gives_nothing_once_it_has_ended_and_keeps_nothing) {
  WorkQueue<WorkItem> queue;
  WorkItem before, after;
  queue.push(before);
  queue.end();
  queue.push(after);
  bool slept = true;
  EXPECT_EQ(queue.take(slept), nullptr);
  EXPECT_FALSE(slept);
  EXPECT_FALSE(before.is_linked());
  EXPECT_FALSE(after.is_linked());
}

}  // namespace
}  // namespace dispatchbench
