// The small parts: run queue, splice pipe, thread accounting, worker, listening socket.
#include <array>
#include <atomic>
#include <poll.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/command_line.hpp"
#include "client.hpp"
#include "strategies/registry.hpp"
#include "strategies/runtime/listener.hpp"
#include "strategies/runtime/run_queue.hpp"
#include "strategies/runtime/splice_pipe.hpp"
#include "strategies/runtime/thread_accounting.hpp"

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

TEST(ListenAddress, is_written_as_it_was_given) {
  for (const std::string text : {"127.0.0.1:8080", "0.0.0.0:0", "[::1]:8080", "[::]:65535"}) {
    EXPECT_EQ(ListenAddress::parse(text).to_string(), text);
  }
  EXPECT_TRUE(ListenAddress::parse("127.0.0.1:80").loopback());
  EXPECT_FALSE(ListenAddress::parse("0.0.0.0:80").loopback());
}

TEST(ListenAddress, of_any_other_form_is_refused) {
  for (const char* bad :
       {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:http", "localhost:80", "::1:80", "[]:80", "[127.0.0.1:80", "1.2.3:80:90"}) {
    EXPECT_THROW(ListenAddress::parse(bad), UsageError) << bad;
  }
}

TEST(Listener, accepts_what_waits_and_says_when_nothing_does) {
  Listener listener(ListenAddress::parse("127.0.0.1:0"), 8, Listener::Sharing::exclusive);
  EXPECT_NE(listener.address().port(), 0);
  AcceptedSocket socket;
  EXPECT_EQ(listener.accept(socket), Listener::Outcome::none_left);
  const Client client(listener.address());
  pollfd wait{listener.descriptor(), POLLIN, 0};
  ASSERT_EQ(::poll(&wait, 1, 30'000), 1);
  EXPECT_EQ(listener.accept(socket), Listener::Outcome::accepted);
  EXPECT_GT(socket.accepted_ns, 0);
  EXPECT_EQ(listener.accept(socket), Listener::Outcome::none_left);
}

TEST(Listener, resets_what_waits_once_it_refuses) {
  Listener listener(ListenAddress::parse("127.0.0.1:0"), 8, Listener::Sharing::exclusive);
  Client waiting(listener.address());
  listener.refuse();
  EXPECT_TRUE(waiting.ended());
  AcceptedSocket socket;
  EXPECT_EQ(listener.accept(socket), Listener::Outcome::refused);
  EXPECT_FALSE(Client().connect(listener.address()));
}

TEST(Registry, finds_every_strategy_by_its_name_and_no_other) {
  for (const StrategyRow& row : strategies()) {
    EXPECT_EQ(find_strategy(row.name), &row);
    EXPECT_FALSE(row.backends.empty());
    EXPECT_FALSE(row.summary.empty());
  }
  EXPECT_EQ(find_strategy("reuse"), nullptr);
  EXPECT_EQ(find_strategy(""), nullptr);
}

}  // namespace
}  // namespace dispatchbench
