// What a client sees on one connection: several requests, pieces, expectations, the end.
#include "servers/http_connection.hpp"

#include <poll.h>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "running_connection.hpp"

namespace dispatchbench {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(HttpConnection, is_small) {
  EXPECT_LE(sizeof(HttpConnection), 136U);
}

TEST(HttpConnection, answers_on_the_same_connection_again_and_again) {
  RunningConnection connection;
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(connection.ask(put("a", "hello")), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
  EXPECT_EQ(connection.worker.requests.read(), 5U);
  EXPECT_EQ(connection.worker.bytes.read(), 25U);
  EXPECT_EQ(connection.worker.connections.read(), 1U);
}

TEST(HttpConnection, ends_after_so_many_requests_and_says_so_in_the_last_answer) {
  HttpSettings settings;
  settings.most_requests = 3;
  RunningConnection connection(settings);
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(connection.ask(put("a", "hello")), Not(HasSubstr("Connection: close")));
  }
  EXPECT_THAT(connection.ask(put("a", "hello")), HasSubstr("Connection: close"));
  connection.client.close();
  connection.join();
}

TEST(HttpConnection, tells_the_worker_always_and_the_dispatch_delay_once) {
  RunningConnection connection;
  EXPECT_THAT(connection.ask(get("a")), HasSubstr("worker;desc=\"7\", dispatch;dur="));
  EXPECT_THAT(connection.ask(get("a")), HasSubstr("worker;desc=\"7\"\r\n"));
}

TEST(HttpConnection, leaves_out_the_server_timing_if_told_so) {
  RunningConnection connection({.server_timing = false});
  EXPECT_THAT(connection.ask(get("a")), Not(HasSubstr("Server-Timing")));
}

TEST(HttpConnection, answers_pipelined_requests_in_order) {
  RunningConnection connection({}, true);
  connection.client.send(put("a", "hello") + get("a") + get("b") + put("c/d", "unwanted") +
                         get("a"));
  EXPECT_THAT(connection.client.answer(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(connection.client.answer(), EndsWith("\r\n\r\nhello"));
  EXPECT_THAT(connection.client.answer(), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(connection.client.answer(), StartsWith("HTTP/1.1 204"));
  EXPECT_THAT(connection.client.answer(), EndsWith("\r\n\r\nhello"));
}

TEST(HttpConnection, answers_hundreds_of_pipelined_requests) {
  RunningConnection connection;
  std::string requests;
  for (int i = 0; i < 500; ++i) requests += put("a", std::string(100, 'x'));
  connection.client.send(requests);
  for (int i = 0; i < 500; ++i) {
    ASSERT_THAT(connection.client.answer(), StartsWith("HTTP/1.1 200")) << i;
  }
}

TEST(HttpConnection, does_not_care_in_which_pieces_a_request_comes) {
  RunningConnection connection({}, true);
  for (const char byte : put("a", "hello") + get("a")) connection.client.send({&byte, 1});
  EXPECT_THAT(connection.client.answer(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(connection.client.answer(), EndsWith("\r\n\r\nhello"));
}

TEST(HttpConnection, splits_anywhere_without_a_difference) {
  RunningConnection connection({}, true);
  const std::string requests = put("a", "hello") + get("a");
  for (std::size_t split = 1; split < requests.size(); ++split) {
    connection.client.send(requests.substr(0, split));
    if (split % 8 == 0) std::this_thread::yield();
    connection.client.send(requests.substr(split));
    ASSERT_THAT(connection.client.answer(), StartsWith("HTTP/1.1 200")) << split;
    ASSERT_THAT(connection.client.answer(), EndsWith("\r\n\r\nhello")) << split;
  }
}

TEST(HttpConnection, tells_a_client_that_waits_to_go_on) {
  RunningConnection connection;
  EXPECT_EQ(connection.ask("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n"
                           "Expect: 100-continue\r\n\r\n"),
            "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(connection.ask("hello"), StartsWith("HTTP/1.1 200"));
}

TEST(HttpConnection, sends_no_100_where_the_body_has_begun_to_arrive) {
  RunningConnection connection;
  EXPECT_THAT(connection.ask("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n"
                             "Expect: 100-continue\r\n\r\nhello"),
              StartsWith("HTTP/1.1 200"));
}

TEST(HttpConnection, turns_down_a_body_that_waits_without_a_100_and_ends) {
  for (const char* head :
       {"PUT /a/b HTTP/1.1\r\nExpect: 100-continue", "PUT /a HTTP/1.1\r\nExpect: x"}) {
    RunningConnection connection;
    connection.client.send(std::string(head) + "\r\nHost: t\r\nContent-Length: 5\r\n\r\n");
    const std::string answer = connection.client.rest();
    EXPECT_THAT(answer, Not(HasSubstr("HTTP/1.1 100")));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  }
}

TEST(HttpConnection, follows_the_persistence_rules_of_http_1_0) {
  RunningConnection connection;
  EXPECT_THAT(connection.ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
              HasSubstr("\r\nConnection: keep-alive\r\n"));
  EXPECT_THAT(connection.ask("GET /a HTTP/1.0\r\n\r\n"), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_EQ(connection.client.rest(), "");
  connection.join();
}

TEST(HttpConnection, closes_where_the_client_wants_it) {
  RunningConnection connection;
  connection.client.send("GET /a HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(connection.client.rest(), HasSubstr("\r\nConnection: close\r\n"));
  connection.join();
}

TEST(HttpConnection, answers_a_client_that_has_finished_sending) {
  RunningConnection connection;
  connection.client.send(get("a"));
  connection.client.finish_sending();
  EXPECT_THAT(connection.client.rest(), StartsWith("HTTP/1.1 404"));
  connection.join();
}

TEST(HttpConnection, ends_when_the_client_leaves_in_the_middle) {
  for (const char* begun :
       {"", "PUT /a HT", "PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhe"}) {
    RunningConnection connection({}, true);
    connection.client.send(begun);
    connection.client.close();
    connection.join();
    EXPECT_EQ(connection.folder.entries(), 0U);
  }
}

TEST(HttpConnection, looks_for_more_behind_a_body_that_came_after_its_head) {
  RunningConnection connection;
  const std::string request =
      "PUT /a HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: 50000\r\n\r\n";
  connection.client.send(request + std::string(50'000, 'x') + "more");
  EXPECT_THAT(connection.client.rest(), AllOf(StartsWith("HTTP/1.1 200"), Not(HasSubstr("reset"))));
}

TEST(HttpConnection, is_one_of_a_bounded_number) {
  SteppedConnection first({.max_connections = 1});
  Loopback second = connect_loopback();
  TestClient client(std::move(second.client));
  EXPECT_EQ(first.factory.make({std::move(second.server), 0}), nullptr);
  EXPECT_THAT(client.answer(), StartsWith("HTTP/1.1 503"));
  first.connection.reset();
  Loopback third = connect_loopback();
  EXPECT_NE(first.factory.make({std::move(third.server), 0}), nullptr);
}

TEST(HttpConnection, is_turned_away_with_an_answer_that_no_reset_takes_along) {
  SteppedConnection first({.max_connections = 1, .max_turned_away = 1});
  Loopback second = connect_loopback();
  TestClient client(std::move(second.client));
  client.send(put("a", std::string(100'000, 'x')));  // arrives before the connection is made
  const auto turned_away = first.factory.make({std::move(second.server), monotonic_ns()});
  ASSERT_NE(turned_away, nullptr);
  EXPECT_EQ(turned_away->advance(first.worker), Connection::Next::wait_read);
  client.send(put("a", "and more"));
  EXPECT_THAT(client.rest(), AllOf(StartsWith("HTTP/1.1 503"), Not(HasSubstr("reset"))));
  client.close();
  pollfd wait{turned_away->descriptor(), POLLIN, 0};
  EXPECT_EQ(::poll(&wait, 1, 20'000), 1);
  EXPECT_EQ(turned_away->advance(first.worker), Connection::Next::close);
  EXPECT_EQ(first.worker.connections.read(), 0U) << "it was not served";
}

TEST(HttpConnection, gives_its_place_among_those_turned_away_to_the_next) {
  SteppedConnection first({.max_connections = 1, .max_turned_away = 1});
  Loopback second = connect_loopback();
  Loopback third = connect_loopback();
  Loopback fourth = connect_loopback();
  auto turned_away = first.factory.make({std::move(second.server), 0});
  EXPECT_NE(turned_away, nullptr);
  EXPECT_EQ(first.factory.make({std::move(third.server), 0}), nullptr);
  turned_away.reset();
  EXPECT_NE(first.factory.make({std::move(fourth.server), 0}), nullptr);
}

}  // namespace
}  // namespace dispatchbench
