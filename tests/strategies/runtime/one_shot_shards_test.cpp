#include "strategies/runtime/one_shot_shards.hpp"

#include <array>
#include <sys/socket.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "gate.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {
namespace {

/// Draining takes as long as the test likes, and meanwhile its registry is locked.
class SlowToDrain final : public Connection {
 public:
  SlowToDrain(Gates& gates, AcceptedSocket socket) : gates_(gates), socket_(std::move(socket)) {}
  Next advance(Worker&) noexcept override { return Next::close; }
  int descriptor() const noexcept override { return socket_.descriptor.get(); }
  Deadline deadline() const noexcept override { return {}; }
  void drain() noexcept override { gates_.pass("drain"); }

 private:
  Gates& gates_;
  AcceptedSocket socket_;
};

class ShardsOfOneSet : public testing::Test, public ConnectionFactory {
 protected:
  ShardsOfOneSet() {
    sessions_.add_shard(set_);
    sessions_.add_shard(set_);
  }
  ~ShardsOfOneSet() override { sessions_.clear(); }

  std::unique_ptr<Connection> make(AcceptedSocket socket) noexcept override {
    return std::make_unique<SlowToDrain>(gates_, std::move(socket));
  }
  AcceptedSocket connect() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    peers_.emplace_back(ends[1]);
    return {Descriptor(ends[0]), 0};
  }
  OneShotSession* next_ready() {
    std::array<epoll_event, 1> event;
    return set_.wait(event, 0) == 0 ? nullptr : static_cast<OneShotSession*>(event[0].data.ptr);
  }

  Gates gates_;
  EpollSet set_;
  OneShotShards sessions_;
  Worker worker_{0, {}};
  std::vector<Descriptor> peers_;
};

TEST_F(ShardsOfOneSet, show_what_was_admitted_once) {
  sessions_.admit(0, connect(), *this);
  OneShotSession* const session = next_ready();
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(next_ready(), nullptr);
  sessions_.let_go(*session, Connection::Next::again);
  EXPECT_EQ(next_ready(), session);
  sessions_.let_go(*session, Connection::Next::wait_read);
  EXPECT_EQ(next_ready(), nullptr) << "its peer has said nothing";
}

TEST_F(ShardsOfOneSet, close_what_is_over) {
  sessions_.admit(0, connect(), *this);
  OneShotSession* const session = next_ready();
  sessions_.let_go(*session, sessions_.advance(*session, worker_));
  char byte = 0;
  EXPECT_EQ(::recv(peers_.front().get(), &byte, 1, 0), 0);
}

TEST_F(ShardsOfOneSet, let_one_be_entered_while_another_is_locked) {
  sessions_.admit(0, connect(), *this);
  std::thread draining([&] { sessions_.drain(); });
  ASSERT_TRUE(gates_.await("drain"));  // the first shard is locked
  sessions_.admit(1, connect(), *this);
  OneShotSession* session = next_ready();
  ASSERT_NE(session, nullptr);
  if (session->shard == 0) session = next_ready();
  EXPECT_EQ(session->shard, 1U);
  gates_.open("drain");
  draining.join();
}

}  // namespace
}  // namespace dispatchbench
