// What sets each strategy apart: who gets which connection, and which threads that takes.
#include <algorithm>
#include <filesystem>
#include <map>
#include <sched.h>
#include <set>
#include <string>
#include <sys/socket.h>
#include <thread>

#include <gtest/gtest.h>

#include "base/affinity.hpp"
#include "base/clock.hpp"
#include "running_strategy.hpp"

namespace dispatchbench {
namespace {

/// Opens that many connections at the same time, each of them answered once.
void open_and_ask(RunningStrategy& server, int connections) {
  auto clients = server.clients(connections);
  for (Client& client : clients) EXPECT_EQ(client.ask("echo hello"), "hello");
}

class QueueStrategy : public testing::TestWithParam<Variant> {};

INSTANTIATE_TEST_SUITE_P(Registry, QueueStrategy,
                         testing::Values(variant("condvar-queue", "asio"),
                                         variant("condvar-queue", "epoll"),
                                         variant("condvar-queue-article", "asio"),
                                         variant("condvar-queue-article", "epoll"),
                                         variant("unpark-queue", "asio"),
                                         variant("unpark-queue", "epoll")),
                         [](const auto& param) { return param.param.name(); });

TEST_P(QueueStrategy, deals_connections_to_its_workers_in_turn) {
  RunningStrategy server(GetParam(), 4);
  open_and_ask(server, 40);
  for (const auto& worker : server.workers()) EXPECT_EQ(worker->connections.read(), 10U);
}

TEST_P(QueueStrategy, keeps_a_connection_at_its_worker) {
  RunningStrategy server(GetParam(), 4);
  auto clients = server.clients(8);
  const auto homes = server.ask_all(clients, "who");
  for (int round = 0; round < 3; ++round) EXPECT_EQ(server.ask_all(clients, "who"), homes);
}

TEST_P(QueueStrategy, has_one_acceptor) {
  RunningStrategy server(GetParam());
  open_and_ask(server, 10);
  server.stop(10'000);
  EXPECT_EQ(server.accounting.accounts().at("acceptor").threads, 1);
}

TEST(SingleReactor, has_one_thread) {
  const int before = thread_count();
  RunningStrategy server(variant("single-reactor"), 8);
  open_and_ask(server, 20);
  EXPECT_EQ(thread_count(), before + 1);
  EXPECT_EQ(server.workers().size(), 1U);
  EXPECT_EQ(server.workers().front()->connections.read(), 20U);
}

TEST(ReusePort, has_a_thread_a_worker_and_no_other) {
  const int before = thread_count();
  RunningStrategy server(variant("reuseport"), 5);
  EXPECT_EQ(thread_count(), before + 5);
}

TEST(ReusePort, leaves_it_to_the_kernel_which_of_its_listeners_gets_a_connection) {
  RunningStrategy server(variant("reuseport"), 4);
  open_and_ask(server, 128);
  int served = 0;
  for (const auto& worker : server.workers()) served += worker->connections.read() > 0 ? 1 : 0;
  EXPECT_GT(served, 1);
}

TEST(CondvarQueue, has_one_lasting_helper_a_worker) {
  RunningStrategy server(variant("condvar-queue"), 3);
  open_and_ask(server, 30);
  server.stop(10'000);
  EXPECT_EQ(server.accounting.accounts().at("condvar-helper").threads, 3);
}

TEST(CondvarQueueAsDrafted, starts_a_helper_for_every_connection_and_one_that_waits) {
  RunningStrategy server(variant("condvar-queue-article"), 3);
  open_and_ask(server, 30);
  server.stop(10'000);
  EXPECT_EQ(server.accounting.accounts().at("article-helper").threads, 30 + 3);
}

TEST(UnparkQueue, has_no_helpers) {
  const int before = thread_count();
  RunningStrategy server(variant("unpark-queue"), 3);
  EXPECT_EQ(thread_count(), before + 3 + 1);
}

TEST(LeastConnections, gives_every_worker_as_many) {
  RunningStrategy server(variant("least-connections"), 4);
  open_and_ask(server, 40);
  for (const auto& worker : server.workers()) EXPECT_EQ(worker->connections.read(), 10U);
}

TEST(LeastConnections, fills_up_a_worker_that_has_lost_connections) {
  RunningStrategy server(variant("least-connections"), 2);
  auto clients = server.clients(8);
  const auto homes = server.ask_all(clients, "who");
  for (std::size_t i = 0; i < clients.size(); ++i) {
    if (homes[i] == "0") clients[i].reset();
  }
  // Its worker may not have seen yet that they are gone.
  bool filled = false;
  for (int tries = 0; tries < 1000 && !filled; ++tries) filled = server.client().ask("who") == "0";
  EXPECT_TRUE(filled);
}

TEST(BySourcePort, lets_a_client_s_port_say_which_worker) {
  RunningStrategy server(variant("by-source-port"), 3);
  for (int i = 0; i < 12; ++i) {
    Client client = server.client();
    EXPECT_EQ(client.ask("who"), std::to_string(client.port() % 3));
  }
}

/// Who serves clients of one processor, which over loopback receives what they send.
std::set<std::string> workers_of_one_processor(RunningStrategy& server) {
  std::set<std::string> workers;
  std::thread([&] {
    pin_this_thread(::sched_getcpu());
    for (int i = 0; i < 64; ++i) workers.insert(server.client().ask("who"));
  }).join();
  return workers;
}

TEST(ByCpu, gives_one_worker_all_that_one_processor_receives) {
  RunningStrategy server(variant("by-cpu"), 4);
  EXPECT_EQ(workers_of_one_processor(server).size(), 1U);
}

TEST(LeastConnections, does_not_know_of_connections_that_ended_a_moment_ago_where_news_are_late) {
  using std::chrono_literals::operator""h;
  const Variant least = variant("least-connections");
  RunningStrategy server(least, *least.row->parts, 2, 1h);
  auto clients = server.clients(8);
  const auto homes = server.ask_all(clients, "who");
  for (std::size_t i = 0; i < clients.size(); ++i) {
    if (homes[i] == "0") clients[i].reset();
  }
  auto more = server.clients(8);
  server.ask_all(more, "who");
  for (const auto& worker : server.workers()) EXPECT_EQ(worker->connections.read(), 8U);
}

TEST(ReuseportRedispatch, hands_on_to_the_worker_with_the_fewest) {
  RunningStrategy server(variant("reuseport-redispatch"), 4);
  std::vector<Client> clients;
  for (int i = 0; i < 40; ++i) {
    clients.push_back(server.client());
    EXPECT_EQ(clients.back().ask("echo hello"), "hello");
  }
  for (const auto& worker : server.workers()) EXPECT_EQ(worker->connections.read(), 10U);
}

/// Whether clients come to be spread evenly, if all of them ask again and again.
bool come_to_be_even(RunningStrategy& server, std::vector<Client>& clients, std::size_t workers) {
  const auto give_up = Clock::now() + patience;
  while (Clock::now() < give_up) {
    std::map<std::string, std::size_t> counts;
    for (const std::string& home : server.ask_all(clients, "who")) ++counts[home];
    const bool even = std::all_of(counts.begin(), counts.end(), [&](const auto& count) {
      return 4 * count.second * workers <= 5 * clients.size();
    });
    if (even) return true;
  }
  return false;
}

TEST(Migrating, evens_out_what_the_hash_did_while_connections_are_kept) {
  RunningStrategy server(variant("migrating"), 4);
  auto clients = server.clients(40);
  EXPECT_TRUE(come_to_be_even(server, clients, 4));
  EXPECT_EQ(server.sum(&Worker::connections), 40U);  // the same, not new ones
}

TEST(Migrating, lets_connections_be_where_they_are_even) {
  RunningStrategy server(variant("migrating"), 4);
  auto clients = server.clients(40);
  ASSERT_TRUE(come_to_be_even(server, clients, 4));
  const auto homes = server.ask_all(clients, "who");
  for (int round = 0; round < 20; ++round) EXPECT_EQ(server.ask_all(clients, "who"), homes);
}

TEST(SharedListener, has_a_thread_a_worker_and_no_other) {
  const int before = thread_count();
  RunningStrategy server(variant("shared-listener"), 5);
  EXPECT_EQ(thread_count(), before + 5);
}

class SharedAccept : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Registry, SharedAccept,
                         testing::Values("shared-listener", "shared-listener-herd",
                                         "shared-listener-rotating", "accept-gate",
                                         "reuseport-groups", "interleaved-groups",
                                         "steal-accepted"));

TEST_P(SharedAccept, lets_workers_that_are_free_accept) {
  RunningStrategy server(variant(GetParam()), 4);
  Client busy = server.client();
  ASSERT_TRUE(busy.send("hold gate\n"));
  ASSERT_TRUE(server.service.gates.await("gate"));
  for (int i = 0; i < 24; ++i) EXPECT_EQ(server.client().ask("echo on"), "on");
  server.service.gates.open("gate");
  EXPECT_NE(busy.line(), "");
}

class AcceptByAnybody : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Registry, AcceptByAnybody,
                         testing::Values("shared-listener", "shared-listener-herd",
                                         "shared-listener-rotating", "accept-gate",
                                         "steal-accepted"));

TEST_P(AcceptByAnybody, leaves_nobody_waiting_while_one_worker_is_free) {
  RunningStrategy server(variant(GetParam()), 4);
  auto busy = server.clients(3);
  for (std::size_t i = 0; i < busy.size(); ++i) {
    const std::string gate = std::to_string(i);
    busy[i] = server.client();
    ASSERT_TRUE(busy[i].send("hold " + gate + "\n"));
    ASSERT_TRUE(server.service.gates.await(gate));
  }
  for (int i = 0; i < 24; ++i) EXPECT_EQ(server.client().ask("echo on"), "on");
  for (std::size_t i = 0; i < busy.size(); ++i) server.service.gates.open(std::to_string(i));
}

/// Sockets on which this process listens.
int listening_sockets() {
  int listening = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    int on = 0;
    socklen_t size = sizeof on;
    const int socket = std::stoi(entry.path().filename().string());
    if (::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &on, &size) == 0) listening += on;
  }
  return listening;
}

TEST(ListeningSockets, are_one_for_all_one_for_a_group_or_one_for_each) {
  const auto sockets_of = [](const char* strategy) {
    const RunningStrategy server(variant(strategy), 5);
    return listening_sockets();
  };
  EXPECT_EQ(sockets_of("shared-listener-herd"), 1);
  EXPECT_EQ(sockets_of("reuseport-groups"), 2);
  EXPECT_EQ(sockets_of("interleaved-groups"), 5);
  EXPECT_EQ(sockets_of("steal-accepted"), 5);
}

TEST(ReuseportCbpf, gives_one_worker_all_that_one_processor_receives) {
  RunningStrategy server(variant("reuseport-cbpf-cpu"), 4);
  EXPECT_EQ(workers_of_one_processor(server).size(), 1U);
}

TEST(ReuseportCbpf, gives_several_workers_what_it_places_at_random) {
  RunningStrategy server(variant("reuseport-cbpf-random"), 4);
  EXPECT_GT(workers_of_one_processor(server).size(), 1U);
}

class OneForAll : public testing::TestWithParam<Variant> {};

INSTANTIATE_TEST_SUITE_P(Registry, OneForAll,
                         testing::Values(variant("threads-epoll"),
                                         variant("shared-reactor", "asio"), variant("poller-pool"),
                                         variant("work-stealing-pool"), variant("oldest-first")),
                         [](const auto& param) { return param.param.name(); });

TEST_P(OneForAll, lets_any_thread_serve_any_connection) {
  RunningStrategy server(GetParam(), 2);
  auto clients = server.clients(6);
  ASSERT_TRUE(clients[0].send("hold gate\n"));
  ASSERT_TRUE(server.service.gates.await("gate"));
  for (std::size_t i = 1; i < clients.size(); ++i) EXPECT_EQ(clients[i].ask("echo on"), "on");
  server.service.gates.open("gate");
  EXPECT_NE(clients[0].line(), "");
}

TEST(SharedReactor, has_a_thread_a_worker_and_no_other) {
  const int before = thread_count();
  RunningStrategy server(variant("shared-reactor", "asio"), 5);
  EXPECT_EQ(thread_count(), before + 5);
}

TEST(ReactorPool, deals_connections_to_its_contexts_in_turn_and_keeps_them_there) {
  RunningStrategy server(variant("reactor-pool", "asio"), 4);
  auto clients = server.clients(8);
  const auto homes = server.ask_all(clients, "who");
  for (int round = 0; round < 3; ++round) EXPECT_EQ(server.ask_all(clients, "who"), homes);
  for (const auto& worker : server.workers()) EXPECT_EQ(worker->connections.read(), 2U);
}

}  // namespace
}  // namespace dispatchbench
