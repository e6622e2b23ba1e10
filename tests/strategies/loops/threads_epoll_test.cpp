#include <atomic>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "gate.hpp"
#include "no_more_descriptors.hpp"
#include "running_strategy.hpp"

namespace {

/// How often a timer was set to the time for which a listener is left alone.
std::atomic<int> back_offs{0};

bool is_back_off(const itimerspec& time) {
  return time.it_value.tv_sec == 0 && time.it_value.tv_nsec == dispatchbench::Listener::back_off_ns;
}

}  // namespace

/// The strategy's calls come here: an executable's symbols go before those of libraries.
extern "C" int timerfd_settime(int timer, int flags, const itimerspec* time,
                               itimerspec* before) noexcept {
  if (is_back_off(*time)) ++back_offs;
  return static_cast<int>(::syscall(SYS_timerfd_settime, timer, flags, time, before));
}

namespace dispatchbench {
namespace {

using std::chrono_literals::operator""ms;

TEST(ThreadsEpoll, leaves_its_listener_alone_as_long_as_others_do_while_there_are_no_descriptors) {
  if (sanitizer_needs_descriptors()) GTEST_SKIP() << "the sanitizer needs descriptors itself";
  RunningStrategy server(variant("threads-epoll"));
  Client client;
  back_offs = 0;
  {
    const NoMoreDescriptors limit;
    ASSERT_TRUE(client.connect(server.address()));
    const auto give_up = Clock::now() + patience;
    while (back_offs < 3 && Clock::now() < give_up) std::this_thread::sleep_for(1ms);
    EXPECT_GE(back_offs, 3) << "once for every accept that failed";
  }
  EXPECT_EQ(client.ask("echo served"), "served");
}

}  // namespace
}  // namespace dispatchbench
