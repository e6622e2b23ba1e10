// Requests are run in the order in which they arrived, however often their connections wait.
#include <map>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "running_strategy.hpp"
#include "strategies/loops/by_age.hpp"

namespace dispatchbench {
namespace {

using Next = Connection::Next;

/// Waits for what it is told to.
class Told final : public Connection {
 public:
  Next advance(Worker&) noexcept override { return next; }
  int descriptor() const noexcept override { return -1; }
  Deadline deadline() const noexcept override { return {Deadline::never, idle}; }
  void drain() noexcept override {}

  Next next = Next::wait_read;
  bool idle = true;
};

class Aged : public testing::Test {
 protected:
  struct One {
    Told* connection = new Told;
    AgedSession session{std::unique_ptr<Connection>(connection), 0};
  };

  ~Aged() override { by_age_.clear(); }

  /// Takes the next, which then has answered a request or is still in the midst of it.
  One* take(bool answered) {
    AgedSession& session = by_age_.pop();
    for (One& one : all_) {
      if (&one.session != &session) continue;
      one.connection->idle = answered;
      registry_.advance(session, worker_);
      return &one;
    }
    return nullptr;
  }

  ByAge by_age_;
  ConnectionRegistry registry_;
  Worker worker_{0, {}};
  std::array<One, 3> all_;
};

TEST_F(Aged, requests_come_out_as_they_arrived) {
  for (One& one : all_) by_age_.push(one.session);
  for (One& one : all_) EXPECT_EQ(take(true), &one);
  EXPECT_TRUE(by_age_.empty());
}

TEST_F(Aged, a_request_that_came_in_pieces_is_as_old_as_its_first) {
  by_age_.push(all_[0].session);
  EXPECT_EQ(take(false), &all_[0]);
  by_age_.push(all_[1].session);
  by_age_.push(all_[0].session);
  EXPECT_EQ(take(true), &all_[0]);
}

TEST_F(Aged, the_next_request_of_a_connection_is_the_youngest) {
  by_age_.push(all_[0].session);
  EXPECT_EQ(take(true), &all_[0]);
  by_age_.push(all_[1].session);
  by_age_.push(all_[0].session);
  EXPECT_EQ(take(true), &all_[1]);
}

TEST_F(Aged, a_request_keeps_its_place_for_so_many_quanta_and_no_longer) {
  by_age_.push(all_[0].session);
  by_age_.push(all_[1].session);
  for (std::uint32_t quanta = 0; quanta < ByAge::most_quanta; ++quanta) {
    ASSERT_EQ(take(false), &all_[0]) << quanta;
    ByAge::count_quantum(all_[0].session);
    by_age_.push(all_[0].session);
  }
  EXPECT_EQ(take(false), &all_[1]);
}

TEST(OldestFirst, goes_on_with_a_request_that_used_up_its_quantum_before_it_begins_another) {
  RunningStrategy server(variant("oldest-first"), 1);
  Client older = server.client();
  Client younger = server.client();
  ASSERT_TRUE(older.send("echo 1\necho 2\necho 3\nhold first\nhold second\n"));
  ASSERT_TRUE(server.service.gates.await("first"));
  ASSERT_TRUE(younger.send("hold third\n"));
  EXPECT_TRUE(comes_to_rest());  // in the queue by now
  server.service.gates.open("first");
  EXPECT_TRUE(server.service.gates.await("second"));
  server.service.gates.open("second");
  server.service.gates.open("third");
  EXPECT_EQ(younger.line(), "0");
}

}  // namespace
}  // namespace dispatchbench
