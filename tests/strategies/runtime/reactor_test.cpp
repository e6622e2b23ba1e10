// One reactor alone, with a mailbox that notes when it is told what.
#include "strategies/runtime/reactor.hpp"

#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "gate.hpp"
#include "strategies/backends/look_first.hpp"

namespace dispatchbench {
namespace {

/// Holds what the test puts in before the reactor runs.
class WatchfulMailbox final : public Mailbox {
 public:
  void put(std::unique_ptr<Session> session) noexcept override { queue_.push(std::move(session)); }
  void take(SessionQueue& sessions) noexcept override { sessions.take_all(queue_); }
  bool prepare_park() noexcept override {
    ++parks;
    return parked = queue_.empty();
  }
  void unpark() noexcept override { parked = false; }
  void close() noexcept override {}
  bool empty() const noexcept override { return true; }

  bool parked = false;
  int parks = 0;

 private:
  SessionQueue queue_;
};

/// Reads byte by byte and notes whether the reactor counted as parked while it ran.
class ByteByByte final : public Connection {
 public:
  ByteByByte(Descriptor socket, const WatchfulMailbox& mailbox, int& parked_while_running)
      : socket_(std::move(socket)), mailbox_(mailbox), parked_(parked_while_running) {}

  Next advance(Worker&) noexcept override {
    if (mailbox_.parked) ++parked_;
    char byte = 0;
    const ssize_t got = ::recv(socket_.get(), &byte, 1, MSG_DONTWAIT);
    return got == 0 ? Next::close : Next::wait_read;
  }
  int descriptor() const noexcept override { return socket_.get(); }
  Deadline deadline() const noexcept override { return {}; }
  void drain() noexcept override {}

 private:
  Descriptor socket_;
  const WatchfulMailbox& mailbox_;
  int& parked_;
};

class OneReactor : public testing::TestWithParam<const BackendRow*> {
 protected:
  void SetUp() override {
    if (const auto reason = why_unavailable(*GetParam()); !reason.empty()) GTEST_SKIP() << reason;
  }

  /// The other end of a connection that the reactor will have.
  Descriptor connect() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    mailbox_.put(std::make_unique<Session>(
        std::make_unique<ByteByByte>(Descriptor(ends[0]), mailbox_, parked_while_running_)));
    return Descriptor(ends[1]);
  }

  WatchfulMailbox mailbox_;
  int parked_while_running_ = 0;
};

std::vector<const BackendRow*> every_backend() {
  std::vector<const BackendRow*> all;
  for (const BackendRow& row : backends()) all.push_back(&row);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Backends, OneReactor, testing::ValuesIn(every_backend()),
                         [](const auto& param) { return std::string(param.param->name); });

TEST_P(OneReactor, does_not_count_as_parked_while_it_runs_connections) {
  Worker worker(0, {});
  Reactor reactor(*GetParam(), worker);
  reactor.feed_from(mailbox_);
  std::vector<Descriptor> peers;
  peers.reserve(8);
  for (int i = 0; i < 8; ++i) peers.push_back(connect());
  std::thread thread([&] { reactor.run(); });
  for (const Descriptor& peer : peers) {
    ASSERT_EQ(::send(peer.get(), std::string(1000, 'x').data(), 1000, MSG_NOSIGNAL), 1000);
  }
  peers.clear();  // each connection reads all that was sent, then ends
  reactor.finish(Deadline::never);
  thread.join();
  EXPECT_EQ(parked_while_running_, 0);
}

TEST_P(OneReactor, parks_only_where_a_look_has_found_nothing) {
  constexpr std::size_t bytes = 1000;
  Worker worker(0, {});
  Reactor reactor(*GetParam(), worker);
  reactor.feed_from(mailbox_);
  for (int i = 0; i < 4; ++i) {
    const Descriptor peer = connect();
    ASSERT_EQ(::send(peer.get(), std::string(bytes, 'x').data(), bytes, MSG_NOSIGNAL), bytes);
  }
  reactor.finish(Deadline::never);
  reactor.run();  // something is ready at every turn
  // At the beginning it may park as often as it waits without looking.
  EXPECT_LE(mailbox_.parks, 1 + int{LookFirst::waits_between_looks});
}

TEST_P(OneReactor, destroys_at_the_deadline_what_is_still_there) {
  Worker worker(0, {});
  Reactor reactor(*GetParam(), worker);
  reactor.feed_from(mailbox_);
  const Descriptor peer = connect();
  std::thread thread([&] { reactor.run(); });
  reactor.finish(monotonic_ns() + 20'000'000);
  thread.join();
  char byte = 0;
  EXPECT_EQ(::recv(peer.get(), &byte, 1, 0), 0);
}

}  // namespace
}  // namespace dispatchbench
