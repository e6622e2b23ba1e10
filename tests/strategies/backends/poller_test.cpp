// What every backend must do, on whatever can be polled.
#include "strategies/backends/poller.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "gate.hpp"
#include "strategies/backends/backends.hpp"
#include "strategies/runtime/event_fd.hpp"

namespace dispatchbench {
namespace {

/// Counts, and does as it is told.
class Listening final : public Poller::Client {
 public:
  void ready() noexcept override {
    ++heard;
    if (then) then();
  }

  int heard = 0;
  std::function<void()> then;
};

class Sleepless final : public Poller::Sleeper {
 public:
  bool prepare_park() noexcept override {
    ++parks;
    return true;
  }
  void unpark() noexcept override { --parks; }

  int parks = 0;
};

class EveryPoller : public testing::TestWithParam<const BackendRow*> {
 protected:
  using Readiness = Poller::Readiness;

  void SetUp() override {
    if (const auto reason = why_unavailable(*GetParam()); !reason.empty()) GTEST_SKIP() << reason;
    poller_ = GetParam()->make({});
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    own_ = Descriptor(ends[0]);
    peer_ = Descriptor(ends[1]);
    watch_ = poller_->watch(own_.get(), client_, Poller::Wakeup::every);
  }

  /// Until `condition`; looks, and sleeps a little in between.
  bool comes_true(const std::function<bool()>& condition) {
    const auto deadline = Clock::now() + patience;
    while (!condition() && Clock::now() < deadline) poller_->wait(1'000'000, sleeper_);
    return condition();
  }

  /// What there is now; an event that was caused before is there.
  void look() {
    for (int i = 0; i < 5; ++i) poller_->wait(0, sleeper_);
  }

  void say(const std::string& text) const {
    ASSERT_EQ(::send(peer_.get(), text.data(), text.size(), MSG_NOSIGNAL), std::ssize(text));
  }
  void read_all() const {
    std::array<char, 65536> buffer{};
    while (::recv(own_.get(), buffer.data(), buffer.size(), 0) > 0) continue;
  }
  /// Until no more goes in.
  static void fill(const Descriptor& socket) {
    const std::array<char, 65536> bytes{};
    while (::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0) continue;
  }
  static void empty(const Descriptor& socket) {
    std::array<char, 65536> bytes{};
    while (::recv(socket.get(), bytes.data(), bytes.size(), 0) > 0) continue;
  }

  std::unique_ptr<Poller> poller_;
  Descriptor own_;
  Descriptor peer_;
  Listening client_;
  Sleepless sleeper_;
  std::unique_ptr<Poller::Watch> watch_;
};

std::vector<const BackendRow*> all_backends() {
  std::vector<const BackendRow*> all;
  for (const BackendRow& row : backends()) all.push_back(&row);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Backends, EveryPoller, testing::ValuesIn(all_backends()),
                         [](const auto& param) { return std::string(param.param->name); });

TEST_P(EveryPoller, leaves_to_the_next_wait_what_becomes_ready_meanwhile) {
  EventFd other;
  Listening later;
  const auto watch = poller_->watch(other.descriptor(), later, Poller::Wakeup::every);
  watch->arm(Readiness::read);
  client_.then = [&] {
    read_all();
    other.signal();
  };
  watch_->arm(Readiness::read);
  say("x");
  for (int i = 0; i < 5 && client_.heard == 0; ++i) poller_->wait(0, sleeper_);
  ASSERT_EQ(client_.heard, 1);
  EXPECT_EQ(later.heard, 0);
  EXPECT_TRUE(comes_true([&] { return later.heard > 0; }));
}

TEST_P(EveryPoller, says_nothing_of_what_is_not_armed) {
  say("x");
  look();
  EXPECT_EQ(client_.heard, 0);
}

TEST_P(EveryPoller, tells_what_was_there_before_it_was_asked) {
  say("x");
  watch_->arm(Readiness::read);
  EXPECT_TRUE(comes_true([&] { return client_.heard > 0; }));
}

TEST_P(EveryPoller, tells_what_comes_while_it_sleeps) {
  watch_->arm(Readiness::read);
  look();
  std::thread thread([&] { say("x"); });
  EXPECT_TRUE(comes_true([&] { return client_.heard > 0; }));
  thread.join();
}

TEST_P(EveryPoller, tells_again_what_is_still_there_when_it_is_asked_again) {
  client_.then = [&] { watch_->arm(Readiness::read); };  // and reads nothing
  say("x");
  watch_->arm(Readiness::read);
  EXPECT_TRUE(comes_true([&] { return client_.heard >= 3; }));
}

TEST_P(EveryPoller, tells_of_news_as_often_as_they_come) {
  client_.then = [&] {
    read_all();
    watch_->arm_for_news(Readiness::read);
  };
  watch_->arm_for_news(Readiness::read);
  for (int i = 1; i <= 5; ++i) {
    say("x");
    ASSERT_TRUE(comes_true([&] { return client_.heard >= i; }));
  }
}

TEST_P(EveryPoller, tells_what_is_still_there_though_it_was_asked_for_news_before) {
  client_.then = [&] { watch_->arm(Readiness::read); };  // and reads nothing
  watch_->arm_for_news(Readiness::read);
  look();
  say("x");
  EXPECT_TRUE(comes_true([&] { return client_.heard >= 3; }));
}

TEST_P(EveryPoller, waits_for_room_to_write) {
  fill(own_);
  watch_->arm(Readiness::write);
  look();
  EXPECT_EQ(client_.heard, 0);
  empty(peer_);
  EXPECT_TRUE(comes_true([&] { return client_.heard > 0; }));
}

TEST_P(EveryPoller, waits_for_room_though_the_peer_says_no_more) {
  fill(own_);
  ASSERT_EQ(::shutdown(peer_.get(), SHUT_WR), 0);
  watch_->arm(Readiness::write);
  look();
  EXPECT_EQ(client_.heard, 0);
  empty(peer_);
  EXPECT_TRUE(comes_true([&] { return client_.heard > 0; }));
}

TEST_P(EveryPoller, waits_for_one_thing_after_the_other) {
  client_.then = [&] { watch_->arm(client_.heard % 2 == 0 ? Readiness::read : Readiness::write); };
  say("x");
  watch_->arm(Readiness::read);
  EXPECT_TRUE(comes_true([&] { return client_.heard >= 6; }));
}

TEST_P(EveryPoller, tells_that_the_peer_has_gone) {
  watch_->arm(Readiness::read);
  look();
  peer_ = Descriptor();
  EXPECT_TRUE(comes_true([&] { return client_.heard > 0; }));
}

TEST_P(EveryPoller, says_nothing_more_once_the_watch_is_destroyed) {
  watch_->arm(Readiness::read);
  look();
  say("x");
  watch_.reset();
  look();
  EXPECT_EQ(client_.heard, 0);
}

TEST_P(EveryPoller, lets_a_watch_be_destroyed_by_its_own_news) {
  client_.then = [&] { watch_.reset(); };
  say("x");
  watch_->arm(Readiness::read);
  EXPECT_TRUE(comes_true([&] { return client_.heard > 0; }));
  look();
  EXPECT_EQ(client_.heard, 1);
}

TEST_P(EveryPoller, holds_no_descriptor_open_once_its_watch_is_destroyed) {
  watch_->arm(Readiness::read);
  look();
  watch_->will_close();
  watch_.reset();
  own_ = Descriptor();
  char byte = 0;
  pollfd end{peer_.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&end, 1, static_cast<int>(std::chrono::milliseconds(patience).count())), 1);
  EXPECT_EQ(::recv(peer_.get(), &byte, 1, 0), 0);
}

TEST_P(EveryPoller, holds_no_descriptor_open_though_there_was_news_when_its_watch_was_destroyed) {
  fill(own_);
  watch_->arm(Readiness::write);
  look();
  empty(peer_);
  watch_->will_close();
  watch_.reset();
  own_ = Descriptor();
  pollfd end{peer_.get(), POLLIN, 0};
  ASSERT_EQ(::poll(&end, 1, static_cast<int>(std::chrono::milliseconds(patience).count())), 1);
}

TEST_P(EveryPoller, tells_each_of_very_many_what_is_theirs) {
  constexpr std::size_t many = 400;  // more than are told of, or asked for, at a time
  std::vector<EventFd> events(many);
  std::vector<Listening> clients(many);
  std::vector<std::unique_ptr<Poller::Watch>> watches;
  poller_->wait(0, sleeper_);
  for (std::size_t i = 0; i < many; ++i) {
    watches.push_back(poller_->watch(events[i].descriptor(), clients[i], Poller::Wakeup::every));
    clients[i].then = [&events, i] { events[i].clear(); };
    watches.back()->arm(Readiness::read);
    if (i % 2 == 0) events[i].signal();
  }
  const auto told = [&](std::size_t i) { return clients[i].heard > 0; };
  EXPECT_TRUE(comes_true([&] {
    std::size_t count = 0;
    for (std::size_t i = 0; i < many; ++i) count += told(i) ? 1U : 0U;
    return count >= many / 2;
  }));
  for (std::size_t i = 0; i < many; ++i) EXPECT_EQ(told(i), i % 2 == 0) << i;
}

TEST_P(EveryPoller, says_when_it_has_blocked_before_it_tells_why) {
  client_.then = [&] { EXPECT_EQ(sleeper_.parks, 0); };
  watch_->arm(Readiness::read);
  std::thread thread([&] { say("x"); });
  EXPECT_TRUE(comes_true([&] { return client_.heard > 0; }));
  thread.join();
}

}  // namespace
}  // namespace dispatchbench
