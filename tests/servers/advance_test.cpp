// What one advance() does, call by call.
#include <poll.h>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "running_connection.hpp"

namespace dispatchbench {
namespace {

using Next = Connection::Next;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Advance, wait_for_a_request_again_after_the_answer) {
  SteppedConnection stepped;
  stepped.client.send(put("a", "hello"));
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::wait_read);
  EXPECT_THAT(stepped.client.answer(), StartsWith("HTTP/1.1 200"));
}

TEST(Advance, end_when_the_quantum_of_bytes_is_used) {
  SteppedConnection stepped({.quantum = 20'000});
  stepped.client.send(put("a", std::string(100'000, 'x')));
  int again = 0;
  while (stepped.connection->advance(stepped.worker) == Next::again) ++again;
  EXPECT_GE(again, 3);
  EXPECT_THAT(stepped.client.answer(), StartsWith("HTTP/1.1 200"));
}

TEST(Advance, end_when_the_quantum_of_requests_is_used) {
  SteppedConnection stepped;
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += get("a");
  stepped.client.send(requests);
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::again);
  EXPECT_EQ(stepped.worker.requests.read(), 64U);
  EXPECT_EQ(stepped.advance_until_idle(), Next::wait_read);
  EXPECT_EQ(stepped.worker.requests.read(), 100U);
}

bool readable(const Connection& connection) {
  pollfd watched{connection.descriptor(), POLLIN, 0};
  return ::poll(&watched, 1, 0) == 1;
}

std::string fast_body_without_its_end(std::size_t missing) {
  const std::string whole = put("a", std::string(400'000, 'x'));
  return whole.substr(0, whole.size() - missing);
}

TEST(Advance, leave_a_body_that_comes_fast_to_gather) {
  SteppedConnection stepped;
  stepped.client.send(fast_body_without_its_end(300'000));
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::wait_read);
  stepped.client.send(std::string(100'000, 'x'));
  EXPECT_FALSE(readable(*stepped.connection));
  stepped.client.send(std::string(200'000, 'x'));
  EXPECT_TRUE(readable(*stepped.connection));
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::wait_read);
  EXPECT_THAT(stepped.client.answer(), StartsWith("HTTP/1.1 200"));
}

TEST(Advance, never_wait_for_more_than_is_left_of_a_body_nor_for_more_than_a_byte_of_a_head) {
  SteppedConnection stepped;
  stepped.client.send(fast_body_without_its_end(2));
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::wait_read);
  stepped.client.send("x");
  EXPECT_FALSE(readable(*stepped.connection));
  stepped.client.send("x");
  EXPECT_TRUE(readable(*stepped.connection));
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::wait_read);
  EXPECT_THAT(stepped.client.answer(), StartsWith("HTTP/1.1 200"));
  stepped.client.send("P");
  EXPECT_TRUE(readable(*stepped.connection));
}

TEST(Advance, see_the_end_of_a_fast_body_that_is_cut_off) {
  SteppedConnection stepped;
  stepped.client.send(fast_body_without_its_end(300'000));
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::wait_read);
  stepped.client.finish_sending();
  EXPECT_TRUE(readable(*stepped.connection));
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::close);
}

TEST(Advance, wait_for_room_while_an_object_is_read_slowly) {
  SteppedConnection stepped({.quantum = 1 << 20}, true);
  stepped.folder.write("a", std::string(30'000'000, 'x'));
  stepped.client.send(get("a"));
  Next next = Next::again;
  while (next == Next::again) next = stepped.connection->advance(stepped.worker);
  EXPECT_EQ(next, Next::wait_write);
}

TEST(Advance, close_an_idle_connection_that_drains) {
  SteppedConnection stepped;
  stepped.client.send(get("a"));
  EXPECT_EQ(stepped.advance_until_idle(), Next::wait_read);
  stepped.connection->drain();
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::close);
}

TEST(Advance, answer_what_has_arrived_before_a_drain_and_say_that_it_was_the_last) {
  SteppedConnection stepped;
  stepped.client.send(put("a", "hello") + put("a", "never"));
  stepped.connection->drain();
  EXPECT_EQ(stepped.connection->advance(stepped.worker), Next::wait_read);
  EXPECT_EQ(stepped.worker.requests.read(), 1U);
  EXPECT_THAT(stepped.client.rest(), HasSubstr("\r\nConnection: close\r\n"));
  stepped.client.close();
  EXPECT_EQ(stepped.advance_until_idle(), Next::close);
}

TEST(Advance, pay_an_emulated_core_before_the_answer_leaves) {
  SteppedConnection stepped({}, false, {.bytes_per_second = 1e9, .request_ns = 5'000'000});
  stepped.client.send(put("a", "hello"));
  const auto before = monotonic_ns();
  stepped.connection->advance(stepped.worker);
  EXPECT_THAT(stepped.client.answer(), StartsWith("HTTP/1.1 200"));
  EXPECT_GE(stepped.worker.core().paid_ns(before), -1);
  EXPECT_EQ(stepped.worker.core().paid_ns(monotonic_ns()), 5'000'005);
}

TEST(Advance, contain_what_goes_wrong_with_the_peer) {
  SteppedConnection stepped({}, true);
  stepped.folder.write("a", std::string(30'000'000, 'x'));
  stepped.client.send(get("a"));
  EXPECT_NE(stepped.connection->advance(stepped.worker), Next::close);
  stepped.client.close();
  EXPECT_EQ(stepped.advance_until_idle(), Next::close);
}

}  // namespace
}  // namespace dispatchbench
