// One reactor alone, with a mailbox that notes when it is told what.
#include "strategies/runtime/reactor.hpp"

#include <sys/socket.h>
#include <thread>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "gate.hpp"

namespace dispatchbench {
namespace {

/// Holds what the test puts in before the reactor runs.
class WatchfulMailbox final : public Mailbox {
 public:
  void put(AcceptedSocket socket) override { queue_.push_back(std::move(socket)); }
  void take(std::vector<AcceptedSocket>& sockets) override {
    for (AcceptedSocket& socket : queue_) sockets.push_back(std::move(socket));
    queue_.clear();
  }
  bool prepare_park() noexcept override { return parked = queue_.empty(); }
  void unpark() noexcept override { parked = false; }
  void close() noexcept override {}
  bool empty() const noexcept override { return true; }

  bool parked = false;

 private:
  std::vector<AcceptedSocket> queue_;
};

/// Reads byte by byte and notes whether the reactor counted as parked while it ran.
class ByteByByte final : public Connection {
 public:
  ByteByByte(AcceptedSocket socket, const WatchfulMailbox& mailbox, int& parked_while_running)
      : socket_(std::move(socket.descriptor)), mailbox_(mailbox), parked_(parked_while_running) {}

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

class OneReactor : public testing::TestWithParam<Backend>, public ConnectionFactory {
 public:
  std::unique_ptr<Connection> make(AcceptedSocket socket) noexcept override {
    return std::make_unique<ByteByByte>(std::move(socket), mailbox_, parked_while_running_);
  }

 protected:
  /// The other end of a connection that the reactor will have.
  Descriptor connect() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    mailbox_.put({Descriptor(ends[0]), monotonic_ns()});
    return Descriptor(ends[1]);
  }

  WatchfulMailbox mailbox_;
  int parked_while_running_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Backends, OneReactor, testing::Values(Backend::asio, Backend::epoll),
                         [](const auto& param) { return std::string(to_string(param.param)); });

TEST_P(OneReactor, does_not_count_as_parked_while_it_runs_connections) {
  Worker worker(0, {});
  Reactor reactor(GetParam(), worker, *this);
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

TEST_P(OneReactor, destroys_at_the_deadline_what_is_still_there) {
  Worker worker(0, {});
  Reactor reactor(GetParam(), worker, *this);
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
