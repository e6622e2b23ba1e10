// By when a connection is cut. Nothing waits here: deadlines are compared, not met.
#include <string>

#include <gtest/gtest.h>

#include "running_connection.hpp"

namespace dispatchbench {
namespace {

using namespace std::chrono_literals;

const HttpSettings long_timeouts{
    .header_timeout = 100s, .idle_timeout = 200s, .body_timeout = 300s};

/// The deadline now, in hundreds of seconds from now.
std::int64_t hundreds_left(const Connection& connection) {
  return (connection.deadline().at_ns - monotonic_ns() + 50'000'000'000) / 100'000'000'000;
}

TEST(Deadlines, give_a_new_connection_the_time_for_a_head) {
  SteppedConnection stepped(long_timeouts);
  stepped.connection->advance(stepped.worker);
  EXPECT_EQ(hundreds_left(*stepped.connection), 1);
  EXPECT_TRUE(stepped.connection->deadline().idle);
}

TEST(Deadlines, are_not_put_off_by_a_head_that_trickles_in) {
  SteppedConnection stepped(long_timeouts);
  stepped.client.send("G");
  stepped.connection->advance(stepped.worker);
  const Deadline first = stepped.connection->deadline();
  EXPECT_FALSE(first.idle);
  stepped.client.send("ET");
  stepped.connection->advance(stepped.worker);
  EXPECT_EQ(stepped.connection->deadline().at_ns, first.at_ns);
}

TEST(Deadlines, are_put_off_by_every_piece_of_a_body) {
  SteppedConnection stepped(long_timeouts);
  stepped.client.send(put("a", "hello").substr(0, 50));
  stepped.connection->advance(stepped.worker);
  const Deadline first = stepped.connection->deadline();
  EXPECT_EQ(hundreds_left(*stepped.connection), 3);
  EXPECT_FALSE(first.idle);
  stepped.connection->advance(stepped.worker);
  EXPECT_EQ(stepped.connection->deadline().at_ns, first.at_ns);
  stepped.client.send(put("a", "hello").substr(50, 1));
  stepped.connection->advance(stepped.worker);
  EXPECT_GT(stepped.connection->deadline().at_ns, first.at_ns);
}

/// How far a byte of a body puts off the deadline, in nanoseconds.
std::int64_t put_off_by_a_byte(double least_rate) {
  HttpSettings own = long_timeouts;
  own.least_rate = least_rate;
  SteppedConnection stepped(own);
  const std::string message = put("a", "hello");
  stepped.client.send(message.substr(0, message.size() - 4));
  stepped.connection->advance(stepped.worker);
  const std::int64_t first = stepped.connection->deadline().at_ns;
  stepped.client.send(message.substr(message.size() - 4, 1));
  stepped.connection->advance(stepped.worker);
  return stepped.connection->deadline().at_ns - first;
}

TEST(Deadlines, are_put_off_no_further_than_the_bytes_pay_for) {
  EXPECT_EQ(put_off_by_a_byte(1e9), 1);
  EXPECT_EQ(put_off_by_a_byte(1e6), 1'000);
}

TEST(Deadlines, are_never_further_than_the_timeout) {
  const std::int64_t before = monotonic_ns();
  const std::int64_t put_off = put_off_by_a_byte(0.001);
  EXPECT_LE(put_off, monotonic_ns() - before);
}

TEST(Deadlines, are_long_between_two_requests) {
  SteppedConnection stepped(long_timeouts);
  stepped.client.send(get("a"));
  stepped.connection->advance(stepped.worker);
  EXPECT_EQ(hundreds_left(*stepped.connection), 2);
  EXPECT_TRUE(stepped.connection->deadline().idle);
}

TEST(Deadlines, are_short_while_a_refused_client_is_waited_for) {
  SteppedConnection stepped(long_timeouts);
  stepped.client.send("nonsense\r\n\r\n");
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Connection::Next::wait_read);
  EXPECT_EQ(hundreds_left(*stepped.connection), 0);
  EXPECT_FALSE(stepped.connection->deadline().idle);
}

}  // namespace
}  // namespace dispatchbench
