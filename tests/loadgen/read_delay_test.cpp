#include "loadgen/read_delay.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "loadgen/recorder.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::int64_t millisecond = 1'000'000;

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

TEST(ReadSampler, LooksAtEverySocketUnderALightLoad) {
  ReadSampler sampler(1);
  EXPECT_EQ(picked(sampler, 100, 10 * millisecond), 100);
}

TEST(ReadSampler, LooksAtFewUnderAHeavyLoad) {
  ReadSampler sampler(2);
  const int count = picked(sampler, 1'000'000, 5'000);  // five seconds, a thousand a second each
  EXPECT_GT(count, 2'000);
  EXPECT_LT(count, 12'000);
}

TEST(ReadSampler, LooksAtEveryOneAgainOnceTheLoadIsLight) {
  ReadSampler sampler(1);
  picked(sampler, 100'000, 1'000);
  picked(sampler, 5'000, 10 * millisecond);
  EXPECT_EQ(picked(sampler, 100, 10 * millisecond), 100);
}

/// A connection within this process.
struct Pair {
  Pair() : listener(::socket(AF_INET, SOCK_STREAM, 0)), client(::socket(AF_INET, SOCK_STREAM, 0)) {
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

TEST(ReadDelay, NothingWaitsWhereNothingWasSent) {
  const ReceiveTimestamps timestamps;
  const Pair pair;
  EXPECT_FALSE(waiting_for_ns(pair.client.get()));
}

TEST(ReadDelay, IsToldOfWhatWaitsAndTakesNothingAway) {
  const ReceiveTimestamps timestamps;
  const Pair pair;
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

TEST(ReadDelay, OfTheWarmUpIsLeftOut) {
  Recorder recorder(1);
  recorder.read_after(millisecond);
  recorder.started(0, 100, 0);
  recorder.read_after(millisecond);
  EXPECT_EQ(recorder.figures().read_delay.count(), 1U);
}

}  // namespace
}  // namespace dispatchbench::loadgen
