#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "gate.hpp"
#include "strategies/handoff/article_mailbox.hpp"
#include "strategies/handoff/condvar_mailbox.hpp"
#include "strategies/handoff/unpark_mailbox.hpp"

namespace dispatchbench {
namespace {

/// Counts, and lets the test wait for a wake.
class CountingWaker final : public Waker {
 public:
  void wake() noexcept override {
    const std::lock_guard lock(mutex_);
    ++wakes_;
    changed_.notify_all();
  }
  int wakes() {
    const std::lock_guard lock(mutex_);
    return wakes_;
  }
  /// Waits until there have been `count` wakes in all.
  bool await(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return wakes_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int wakes_ = 0;
};

/// Known by its number.
class Numbered final : public Connection {
 public:
  explicit Numbered(int number) : number_(number) {}
  Next advance(Worker&) noexcept override { return Next::close; }
  int descriptor() const noexcept override { return number_; }
  Deadline deadline() const noexcept override { return {}; }
  void drain() noexcept override {}

 private:
  const int number_;
};

std::unique_ptr<Session> session_number(int number) {
  return std::make_unique<Session>(std::make_unique<Numbered>(number));
}

using Numbers = std::vector<int>;

Numbers taken_from(Mailbox& mailbox) {
  SessionQueue sessions;
  mailbox.take(sessions);
  Numbers numbers;
  while (const auto session = sessions.pop()) numbers.push_back(session->descriptor());
  return numbers;
}

TEST(UnparkMailbox, wakes_nobody_while_its_worker_runs) {
  CountingWaker worker;
  UnparkMailbox mailbox(worker);
  mailbox.put(session_number(1));
  mailbox.put(session_number(2));
  EXPECT_EQ(worker.wakes(), 0);
  EXPECT_EQ(taken_from(mailbox), (Numbers{1, 2}));
}

TEST(UnparkMailbox, wakes_a_parked_worker_once) {
  CountingWaker worker;
  UnparkMailbox mailbox(worker);
  EXPECT_TRUE(mailbox.prepare_park());
  mailbox.put(session_number(1));
  mailbox.put(session_number(2));
  EXPECT_EQ(worker.wakes(), 1);
}

TEST(UnparkMailbox, wakes_nobody_once_its_worker_woke_by_itself) {
  CountingWaker worker;
  UnparkMailbox mailbox(worker);
  EXPECT_TRUE(mailbox.prepare_park());
  mailbox.unpark();
  mailbox.put(session_number(1));
  EXPECT_EQ(worker.wakes(), 0);
}

TEST(UnparkMailbox, does_not_let_its_worker_block_on_what_came_before_it_parked) {
  CountingWaker worker;
  UnparkMailbox mailbox(worker);
  mailbox.put(session_number(1));
  EXPECT_FALSE(mailbox.prepare_park());
  mailbox.put(session_number(2));
  EXPECT_EQ(worker.wakes(), 0) << "it is not parked after all";
  EXPECT_EQ(taken_from(mailbox), (Numbers{1, 2}));
  EXPECT_TRUE(mailbox.prepare_park());
}

TEST(UnparkMailbox, never_leaves_its_worker_parked_with_something_queued) {
  CountingWaker worker;
  UnparkMailbox mailbox(worker);
  constexpr int count = 20'000;
  std::thread sender([&] {
    for (int i = 0; i < count; ++i) mailbox.put(session_number(i));
  });
  int next = 0;
  for (int wakes = 0; next < count;) {
    for (const int number : taken_from(mailbox)) ASSERT_EQ(number, next++);
    if (next == count || !mailbox.prepare_park()) continue;
    ASSERT_TRUE(worker.await(wakes + 1)) << "nobody woke it at " << next;
    wakes = worker.wakes();
    mailbox.unpark();
  }
  sender.join();
}

TEST(CondvarMailbox, wakes_its_worker_once_for_all_that_is_queued) {
  CountingWaker worker;
  ThreadAccounting accounting;
  CondvarMailbox mailbox(worker, accounting);
  mailbox.put(session_number(1));
  ASSERT_TRUE(worker.await(1));
  mailbox.put(session_number(2));
  EXPECT_EQ(taken_from(mailbox), (Numbers{1, 2}));
  EXPECT_EQ(worker.wakes(), 1);
  EXPECT_TRUE(mailbox.empty());
}

TEST(CondvarMailbox, gives_nothing_before_its_helper_has_woken_the_worker) {
  CountingWaker worker;
  ThreadAccounting accounting;
  CondvarMailbox mailbox(worker, accounting);
  EXPECT_EQ(taken_from(mailbox), Numbers{});
}

TEST(CondvarMailbox, takes_one_helper_however_much_passes_through) {
  CountingWaker worker;
  ThreadAccounting accounting;
  CondvarMailbox mailbox(worker, accounting);
  for (int i = 1; i <= 50; ++i) {
    mailbox.put(session_number(i));
    ASSERT_TRUE(worker.await(i));
    ASSERT_EQ(taken_from(mailbox), Numbers{i});
  }
  mailbox.close();
  EXPECT_EQ(accounting.accounts().at("condvar-helper").threads, 1);
}

TEST(ArticleMailbox, gives_one_connection_at_every_wake) {
  CountingWaker worker;
  ThreadAccounting accounting;
  ArticleMailbox mailbox(worker, accounting);
  for (int i = 1; i <= 3; ++i) mailbox.put(session_number(i));
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(worker.await(i));
    EXPECT_EQ(taken_from(mailbox), Numbers{i});
  }
}

TEST(ArticleMailbox, starts_a_helper_at_every_wake) {
  CountingWaker worker;
  ThreadAccounting accounting;
  ArticleMailbox mailbox(worker, accounting);
  for (int i = 1; i <= 5; ++i) {
    mailbox.put(session_number(i));
    ASSERT_TRUE(worker.await(i));
    EXPECT_EQ(taken_from(mailbox), Numbers{i});
  }
  mailbox.close();
  EXPECT_EQ(accounting.accounts().at("article-helper").threads, 6);
}

TEST(UnparkMailbox, takes_from_several_at_once) {
  CountingWaker worker;
  UnparkMailbox mailbox(worker);
  std::vector<std::thread> senders(3);
  for (std::thread& sender : senders) {
    sender = std::thread([&] {
      for (int i = 0; i < 1000; ++i) mailbox.put(session_number(i));
    });
  }
  std::size_t taken = 0;
  while (taken < 3000) taken += taken_from(mailbox).size();
  for (std::thread& sender : senders) sender.join();
  EXPECT_EQ(taken, 3000U);
}

template <typename Kind>
class MailboxWithHelper : public testing::Test {};
using KindsWithHelper = testing::Types<CondvarMailbox, ArticleMailbox>;
TYPED_TEST_SUITE(MailboxWithHelper, KindsWithHelper);

TYPED_TEST(MailboxWithHelper, gives_all_that_is_left_once_closed) {
  CountingWaker worker;
  ThreadAccounting accounting;
  TypeParam mailbox(worker, accounting);
  for (int i = 1; i <= 5; ++i) mailbox.put(session_number(i));
  mailbox.close();
  ASSERT_TRUE(worker.await(1));
  Numbers left;
  while (!mailbox.empty()) {
    const Numbers taken = taken_from(mailbox);
    ASSERT_FALSE(taken.empty());
    left.insert(left.end(), taken.begin(), taken.end());
  }
  EXPECT_EQ(left, (Numbers{1, 2, 3, 4, 5}));
}

TYPED_TEST(MailboxWithHelper, may_be_closed_while_it_is_emptied) {
  for (int round = 0; round < 50; ++round) {
    CountingWaker worker;
    ThreadAccounting accounting;
    TypeParam mailbox(worker, accounting);
    for (int i = 0; i < 5; ++i) mailbox.put(session_number(i));
    std::thread closing([&] { mailbox.close(); });
    std::size_t taken = 0;
    while (taken < 5) taken += taken_from(mailbox).size();
    closing.join();
    EXPECT_EQ(taken, 5U);
  }
}

}  // namespace
}  // namespace dispatchbench
