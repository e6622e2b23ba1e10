#include "loadgen/recording/read_delay.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "loadgen/recording/recorder.hpp"
#include "times.hpp"

namespace dispatchbench::loadgen {
namespace {

/// How many of `events` sockets that become readable `gap_ns` apart are looked at.
int picked(ReadSampler& sampler, int events, std::int64_t gap_ns) {
  static std::int64_t now_ns = 0;
  int count = 0;
  for (int i = 0; i < events; ++i) {
    now_ns += gap_ns;
    count += sampler.pick([&] { return now_ns; }) ? 1 : 0;
  }
  return count;
}

TEST(ReadSampler, looks_at_every_socket_under_a_light_load) {
  ReadSampler sampler(1);
  EXPECT_EQ(picked(sampler, 100, 10 * one_ms), 100);
}

TEST(ReadSampler, looks_at_few_under_a_heavy_load) {
  ReadSampler sampler(2);
  const int count = picked(sampler, 1'000'000, 5'000);  // five seconds, a thousand a second each
  EXPECT_GT(count, 2'000);
  EXPECT_LT(count, 12'000);
}

TEST(ReadSampler, looks_at_every_one_again_once_the_load_is_light) {
  ReadSampler sampler(1);
  picked(sampler, 100'000, 1'000);
  picked(sampler, 5'000, 10 * one_ms);
  EXPECT_EQ(picked(sampler, 100, 10 * one_ms), 100);
}

/// A connection within this process.
struct ConnectedSockets {
  ConnectedSockets()
      : listener(::socket(AF_INET, SOCK_STREAM, 0)), client(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener.get(), any, size) | ::listen(listener.get(), 1), 0);
    EXPECT_EQ(::getsockname(listener.get(), any, &size), 0);
    EXPECT_EQ(::connect(client.get(), any, size), 0);
    server.reset(::accept(listener.get(), nullptr, nullptr));
  }
  Descriptor listener, client, server;
};

TEST(ReadDelay, nothing_waits_where_nothing_was_sent) {
  const ReceiveTimestamps timestamps;
  const ConnectedSockets pair;
  EXPECT_FALSE(waiting_for_ns(pair.client.get()));
}

TEST(ReadDelay, is_told_of_what_waits_and_takes_nothing_away) {
  const ReceiveTimestamps timestamps;
  const ConnectedSockets pair;
  std::optional<std::int64_t> delay_ns;
  char answer = 0;
  for (int i = 0; i < 500 && !delay_ns; ++i) {  // the kernel takes a moment before it stamps
    ASSERT_EQ(::send(pair.server.get(), "x", 1, 0), 1);
    delay_ns = waiting_for_ns(pair.client.get());
    ASSERT_EQ(::recv(pair.client.get(), &answer, 1, 0), 1);
    std::this_thread::yield();
  }
  if (!delay_ns) GTEST_SKIP() << "this kernel stamps nothing";
  EXPECT_GE(*delay_ns, 0);
  EXPECT_EQ(answer, 'x');
}

TEST(ReadDelay, of_the_warm_up_is_left_out) {
  Recorder recorder;
  recorder.read_after(one_ms);
  recorder.started({.now_ns = 100});
  recorder.read_after(one_ms);
  EXPECT_EQ(recorder.figures().read_delay.count(), 1U);
}

}  // namespace
}  // namespace dispatchbench::loadgen
