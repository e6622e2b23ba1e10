// An open loop goes by the clock, whenever answers come.
#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define DISPATCHBENCH_THREAD_SANITIZER
#endif
#endif

// The thread sanitizer has to see the calls itself that stand in front of libcurl's here.
#ifndef DISPATCHBENCH_THREAD_SANITIZER

#include <atomic>
#include <ctime>
#include <poll.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/loadgen/load_fixture.hpp"

namespace {

/// Waits of a second or longer in which nothing happened.
std::atomic<int> waits_in_vain{0};

/// Sending a request takes until its answer is there.
std::atomic<bool> answers_at_once{false};

}  // namespace

/// The client's calls come here: an executable's symbols go before those of libraries.
extern "C" ssize_t send(int socket, const void* data, std::size_t size, int flags) {
  const auto sent = ::syscall(SYS_sendto, socket, data, size, flags, nullptr, 0);
  if (answers_at_once &&
      std::string_view(static_cast<const char*>(data), size).starts_with("PUT")) {
    pollfd answer{socket, POLLIN, 0};
    ::poll(&answer, 1, 10'000);
  }
  return sent;
}

extern "C" int epoll_pwait2(int epoll, epoll_event* events, int most, const timespec* timeout,
                            const sigset_t* mask) {
  const auto count = static_cast<int>(
      ::syscall(SYS_epoll_pwait2, epoll, events, most, timeout, mask, std::size_t{_NSIG / 8}));
  if (count == 0 && timeout != nullptr && timeout->tv_sec >= 1) ++waits_in_vain;
  return count;
}

namespace dispatchbench::loadgen {
namespace {

/// A fast server has answered before libcurl returns from sending, and then no event tells of it.
TEST(OpenLoop, never_waits_in_vain_for_an_answer_that_it_has) {
  const TestServer server;
  Options options = load(server, 10, 1, 1);
  options.rate = 200;
  waits_in_vain = 0;
  answers_at_once = true;
  const LoadResult result = run(options);
  answers_at_once = false;
  EXPECT_EQ(result.figures.requests, 10U);
  EXPECT_LT(waits_in_vain, 5) << "a machine that stands still may explain one or two";
}

}  // namespace
}  // namespace dispatchbench::loadgen

#endif
