// Situations that a test makes, and holds for as long as it looks.
#include "servers/watch/queue_watch.hpp"

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <thread>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "loopback.hpp"
#include "servers/watch/look_times.hpp"
#include "strategies/accept/listening_sockets.hpp"
#include "strategies/registry.hpp"
#include "strategies/runtime/cache_line.hpp"
#include "strategies/runtime/thread_accounting.hpp"
#include "tests/strategies/client.hpp"
#include "tests/strategies/line_service.hpp"

namespace dispatchbench {
namespace {

/// Until it is so, or the test's patience is over: a thread that blocks is not asleep at once.
bool comes_to_see(QueueWatch& watch) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline) {
    if (watch.look()) return true;
    ::poll(nullptr, 0, 1);
  }
  return false;
}

bool never_sees(QueueWatch& watch) {
  for (int look = 0; look < 20; ++look) {
    if (watch.look()) return false;
  }
  return true;
}

/// Workers that sleep until the end, and connections that only the test runs.
struct IdleServer {
  IdleServer() {
    workers.push_back(std::make_unique<Worker>(0, Worker::Options{4096, nullptr, std::nullopt}));
    thread = std::jthread([this] {
      workers[0]->attach();
      lines.gates.pass("end");
      workers[0]->detach();
    });
    EXPECT_TRUE(lines.gates.await("end"));
  }
  ~IdleServer() { lines.gates.open("end"); }

  LineService lines;
  std::vector<std::unique_ptr<Worker>> workers;
  WatchedConnections connections{lines, 1};
  Worker test_worker{0, Worker::Options{4096, nullptr, std::nullopt}};
  std::jthread thread;
};

/// Or every advance() of one would take it from the others.
TEST(WatchedConnections, no_two_workers_write_to_the_same_cache_line) {
  LineService lines;
  const WatchedConnections connections(lines, 3);
  const auto line_of = [&](std::size_t worker) {
    return reinterpret_cast<std::uintptr_t>(&connections.turns_of(worker)) / cache_line;
  };
  EXPECT_NE(line_of(0), line_of(1));
  EXPECT_NE(line_of(1), line_of(2));
}

TEST(QueueWatch, sees_a_request_that_nobody_runs_while_a_worker_sleeps) {
  IdleServer server;
  QueueWatch watch(server.workers, server.connections, {});
  Loopback sockets = connect_loopback();
  const auto connection = server.connections.make({std::move(sockets.server), 0});
  const TestClient client(std::move(sockets.client));
  EXPECT_TRUE(never_sees(watch)) << "nothing was sent";
  client.send("echo a\n");
  EXPECT_TRUE(comes_to_see(watch));
  connection->advance(server.test_worker);
  EXPECT_TRUE(never_sees(watch)) << "it was answered";
}

bool may_open(rlim_t descriptors) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(descriptors, limit.rlim_max));
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= descriptors;
}

/// They are looked at in batches of 64 where their descriptors are a multiple of 16 apart.
TEST(QueueWatch, sees_each_of_many_connections) {
  if (!may_open(2'000)) GTEST_SKIP() << "the hard limit of descriptors is too low";
  IdleServer server;
  QueueWatch watch(server.workers, server.connections, {});
  std::vector<std::unique_ptr<Connection>> connections;
  std::vector<TestClient> clients;
  for (int i = 0; i < 70; ++i) {
    Loopback sockets = connect_loopback();
    Descriptor moved(::fcntl(sockets.server.get(), F_DUPFD_CLOEXEC, 512 + 16 * i));
    connections.push_back(server.connections.make({std::move(moved), 0}));
    clients.emplace_back(std::move(sockets.client));
  }
  EXPECT_TRUE(never_sees(watch));
  for (const std::size_t one : {0U, 63U, 64U, 69U}) {
    clients[one].send("echo a\n");
    EXPECT_TRUE(comes_to_see(watch)) << one;
    connections[one]->advance(server.test_worker);
    EXPECT_TRUE(never_sees(watch)) << one;
  }
}

TEST(QueueWatch, counts_what_has_had_its_quantum_and_no_connection_that_was_closed) {
  IdleServer server;
  QueueWatch watch(server.workers, server.connections, {});
  Loopback sockets = connect_loopback();
  auto connection = server.connections.make({std::move(sockets.server), 0});
  TestClient client(std::move(sockets.client));
  client.send("spin gate\n");
  EXPECT_EQ(connection->advance(server.test_worker), Connection::Next::again);
  EXPECT_TRUE(comes_to_see(watch));
  server.lines.gates.open("gate");
  connection->advance(server.test_worker);
  client.close();
  EXPECT_TRUE(never_sees(watch));
}

TEST(QueueWatch, sees_a_connection_that_waits_to_be_accepted) {
  IdleServer server;
  Listener listener(ListenAddress::parse("127.0.0.1:0"), {});
  QueueWatch watch(server.workers, server.connections, own_listeners_at(listener.address()));
  EXPECT_TRUE(never_sees(watch));
  const Client client(listener.address());
  EXPECT_TRUE(comes_to_see(watch));
}

/// A strategy with two workers, and somebody who looks at it.
class WatchedStrategy {
 public:
  explicit WatchedStrategy(const char* strategy, unsigned threads = 2) {
    for (unsigned i = 0; i < threads; ++i) {
      workers_.push_back(std::make_unique<Worker>(i, Worker::Options{4096, nullptr, std::nullopt}));
    }
    const StrategyRow& row = *find_strategy(strategy);
    strategy_ = row.make({.listen = ListenAddress::parse("127.0.0.1:0"),
                          .backend = row.backends.front(),
                          .workers = workers_,
                          .connections = connections_,
                          .other_threads = accounting_},
                         std::nullopt);
    strategy_->start();
    watch.emplace(workers_, connections_, own_listeners_at(strategy_->address()));
  }
  ~WatchedStrategy() { strategy_->stop(monotonic_ns() + 10'000'000'000); }

  Client client() const { return Client(strategy_->address()); }

  LineService lines;
  std::optional<QueueWatch> watch;

 private:
  std::vector<std::unique_ptr<Worker>> workers_;
  WatchedConnections connections_{lines, 64};
  ThreadAccounting accounting_;
  std::unique_ptr<Strategy> strategy_;
};

TEST(QueueWatch, sees_a_worker_idle_while_another_is_held_and_has_a_queue) {
  WatchedStrategy server("unpark-queue");
  Client held = server.client();
  Client other = server.client();
  EXPECT_EQ(held.ask("who"), "0");
  EXPECT_EQ(other.ask("who"), "1");
  Client behind = server.client();
  EXPECT_EQ(behind.ask("who"), "0");
  held.send("hold gate\n");
  ASSERT_TRUE(server.lines.gates.await("gate"));
  EXPECT_TRUE(never_sees(*server.watch)) << "nothing waits";
  behind.send("who\n");
  EXPECT_TRUE(comes_to_see(*server.watch));
  EXPECT_EQ(other.ask("who"), "1") << "it has been idle";
  server.lines.gates.open("gate");
  EXPECT_EQ(held.line(), "0");
  EXPECT_EQ(behind.line(), "0");
  EXPECT_TRUE(never_sees(*server.watch));
}

TEST(QueueWatch, sees_nothing_where_any_worker_runs_any_request) {
  WatchedStrategy server("threads-epoll");
  Client held = server.client();
  Client other = server.client();
  held.send("hold gate\n");
  ASSERT_TRUE(server.lines.gates.await("gate"));
  EXPECT_EQ(other.ask("echo a"), "a");
  EXPECT_TRUE(never_sees(*server.watch)) << "the idle one has run what there was";
  Client third = server.client();
  other.send("hold gate\n");
  ASSERT_TRUE(server.lines.gates.await("gate", 2));
  third.send("echo b\n");
  EXPECT_TRUE(never_sees(*server.watch)) << "no worker is idle";
  server.lines.gates.open("gate");
  EXPECT_EQ(third.line(), "b");
}

TEST(LookTimes, are_one_in_each_interval) {
  LookTimes times(1'000'000, 1'000'000, 7);
  for (std::int64_t i = 1; i < 100; ++i) {
    EXPECT_GE(times.due_ns(), i * 1'000'000);
    EXPECT_LT(times.due_ns(), (i + 1) * 1'000'000);
    times.looked(times.due_ns(), 10);
  }
}

TEST(LookTimes, come_no_more_often_than_their_cost_allows) {
  LookTimes times(0, 1'000'000, 7);
  times.looked(times.due_ns(), 1'000'000);
  std::int64_t sum = 0;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t looked_ns = times.due_ns();
    times.looked(looked_ns, 1'000'000);
    sum += times.due_ns() - looked_ns;
  }
  EXPECT_NEAR(static_cast<double>(sum) / 100, 100'000'000, 10'000'000);
}

}  // namespace
}  // namespace dispatchbench
