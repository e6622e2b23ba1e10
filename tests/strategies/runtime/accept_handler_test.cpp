// Accepting on a reactor's thread, with a poller that only counts.
#include "strategies/runtime/accept_handler.hpp"

#include <poll.h>

#include <gtest/gtest.h>

#include "client.hpp"

namespace dispatchbench {
namespace {

/// Remembers who watches, and how often somebody began to.
class CountingPoller final : public Poller {
 public:
  std::unique_ptr<Watch> watch(int, Client& client, Wakeup) override {
    ++watches;
    watching = &client;
    return std::make_unique<CountedWatch>(*this);
  }
  void wait(std::int64_t, Sleeper&) override {}

  int watches = 0;
  Client* watching = nullptr;  // null: nobody

 private:
  class CountedWatch final : public Watch {
   public:
    explicit CountedWatch(CountingPoller& poller) : poller_(poller) {}
    ~CountedWatch() override { poller_.watching = nullptr; }
    void arm(Readiness) override {}

   private:
    CountingPoller& poller_;
  };
};

class AcceptHandlerTest : public testing::Test {
 protected:
  AcceptHandler handler(const AcceptHandler::Manner& manner) {
    return {poller, worker, load, listener, manner, [this](AcceptedSocket) { ++accepted; }};
  }
  void connect(int count) {
    for (int i = 0; i < count; ++i) clients.emplace_back(listener.address());
  }

  /// Once a connection is there: connect(2) may return before it can be accepted.
  void be_ready() {
    pollfd comes{listener.descriptor(), POLLIN, 0};
    ASSERT_EQ(::poll(&comes, 1, 60'000), 1);
    poller.watching->ready();
  }

  Listener listener{ListenAddress::parse("127.0.0.1:0"), {}};
  CountingPoller poller;
  Worker worker{0, {}};
  SharedLoad load;
  std::vector<Client> clients;
  int accepted = 0;
};

constexpr AcceptHandler::Manner gated{.at_once = 1, .gate_ns = 5'000'000};

TEST_F(AcceptHandlerTest, queues_up_anew_after_so_many_accepts) {
  const AcceptHandler accepting = handler({.at_once = 1, .re_add_after = 3});
  connect(7);
  for (int i = 0; i < 7; ++i) be_ready();
  EXPECT_EQ(accepted, 7);
  EXPECT_EQ(poller.watches, 3);  // at first, and after the third and the sixth
}

TEST_F(AcceptHandlerTest, stays_away_while_its_worker_has_requests_in_hand) {
  AcceptHandler accepting = handler(gated);
  connect(1);
  load.add_connection();
  be_ready();
  EXPECT_EQ(poller.watching, nullptr);
  load.set_resting(1);
  accepting.tick(0);
  ASSERT_NE(poller.watching, nullptr);
  be_ready();
  EXPECT_EQ(accepted, 1);
}

TEST_F(AcceptHandlerTest, lets_one_in_when_it_has_stayed_away_long_enough) {
  AcceptHandler accepting = handler(gated);
  connect(2);
  load.add_connection();
  be_ready();
  accepting.tick(accepting.resumes_at_ns() - 1);
  EXPECT_EQ(poller.watching, nullptr);
  accepting.tick(accepting.resumes_at_ns());
  ASSERT_NE(poller.watching, nullptr);
  be_ready();
  EXPECT_EQ(accepted, 1);
  be_ready();
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(poller.watching, nullptr);
}

}  // namespace
}  // namespace dispatchbench
