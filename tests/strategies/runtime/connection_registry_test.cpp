#include "strategies/runtime/connection_registry.hpp"

#include <array>
#include <sys/socket.h>
#include <thread>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {
namespace {

using Next = Connection::Next;

/// Does what the test says.
struct Puppet final : Connection {
  explicit Puppet(Descriptor its_socket) : socket(std::move(its_socket)) {}
  Next advance(Worker&) noexcept override { return next; }
  int descriptor() const noexcept override { return socket.get(); }
  Deadline deadline() const noexcept override { return due; }
  void drain() noexcept override { draining = true; }

  Descriptor socket;
  Next next = Next::wait_read;
  Deadline due;
  bool draining = false;
};

class RegistryOfOne : public testing::Test {
 protected:
  RegistryOfOne() : RegistryOfOne(socket_pair()) {}
  ~RegistryOfOne() override {
    if (entered_) registry_.remove(entry_);
  }

  void enter() {
    registry_.add(entry_);
    entered_ = true;
  }
  void advance_to(Next next, Deadline due) {
    puppet_.next = next;
    puppet_.due = due;
    EXPECT_EQ(registry_.advance(entry_, worker_), next);
  }
  /// Whether the connection's socket would read the end of the stream.
  bool ended() const {
    char byte = 0;
    return ::recv(puppet_.descriptor(), &byte, 1, MSG_DONTWAIT) == 0;
  }
  /// Whether the other end reads the end of the stream.
  bool cut() const {
    char byte = 0;
    return ::recv(peer_.get(), &byte, 1, MSG_DONTWAIT) == 0;
  }

  static std::array<int, 2> socket_pair() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    return ends;
  }
  RegistryOfOne(std::array<int, 2> ends)
      : RegistryOfOne(new Puppet(Descriptor(ends[0])), ends[1]) {}
  RegistryOfOne(Puppet* puppet, int peer)
      : peer_(peer), puppet_(*puppet), entry_(std::unique_ptr<Connection>(puppet)) {}

  Worker worker_{0, {}};
  ConnectionRegistry registry_;
  Descriptor peer_;
  Puppet& puppet_;
  ConnectionRegistry::Entry entry_;
  bool entered_ = false;
};

TEST_F(RegistryOfOne, cuts_one_whose_deadline_has_passed) {
  enter();
  advance_to(Next::wait_read, {.at_ns = 1000, .idle = false});
  registry_.sweep(999);
  EXPECT_FALSE(cut());
  registry_.sweep(1000);
  EXPECT_TRUE(cut());
}

TEST_F(RegistryOfOne, does_not_cut_one_that_was_never_run) {
  enter();
  registry_.sweep(Deadline::never);
  EXPECT_FALSE(cut());
}

TEST_F(RegistryOfOne, ends_the_input_of_an_idle_one_when_draining_begins) {
  enter();
  advance_to(Next::wait_read, {.at_ns = Deadline::never, .idle = true});
  registry_.drain();
  EXPECT_TRUE(puppet_.draining);
  EXPECT_TRUE(ended());
  EXPECT_FALSE(cut()) << "it may still answer";
}

TEST_F(RegistryOfOne, ends_the_input_of_one_that_becomes_idle_while_draining) {
  enter();
  advance_to(Next::wait_read, {.at_ns = Deadline::never, .idle = false});
  registry_.drain();
  EXPECT_FALSE(ended());
  advance_to(Next::wait_read, {.at_ns = Deadline::never, .idle = true});
  EXPECT_TRUE(ended());
}

TEST_F(RegistryOfOne, leaves_one_alone_that_could_go_on_while_draining) {
  enter();
  advance_to(Next::again, {.at_ns = Deadline::never, .idle = true});
  registry_.drain();
  EXPECT_FALSE(ended());
}

TEST_F(RegistryOfOne, drains_one_that_enters_later) {
  registry_.drain();
  enter();
  EXPECT_TRUE(puppet_.draining);
}

TEST_F(RegistryOfOne, is_empty_once_everybody_has_left) {
  enter();
  EXPECT_FALSE(registry_.empty());
  registry_.drain();
  EXPECT_FALSE(registry_.wait_until_empty(monotonic_ns()));
  std::thread leaving([&] { registry_.remove(entry_); });
  entered_ = false;
  EXPECT_TRUE(registry_.wait_until_empty(Deadline::never));
  leaving.join();
  EXPECT_TRUE(registry_.empty());
}

TEST_F(RegistryOfOne, gives_up_those_that_are_left_at_the_end) {
  enter();
  EXPECT_EQ(registry_.take_any(), &entry_);
  entered_ = false;
  EXPECT_EQ(registry_.take_any(), nullptr);
}

/// Its deadline, which lies in the past, is written along with something that is no atomic, and
/// that is read by whoever cuts it.
struct Publishing final : Connection {
  explicit Publishing(Descriptor its_socket) : socket(std::move(its_socket)) {}
  Next advance(Worker&) noexcept override { return Next::wait_read; }
  int descriptor() const noexcept override { return published ? socket.get() : -1; }
  Deadline deadline() const noexcept override {
    published = true;
    return {.at_ns = 1, .idle = false};
  }
  void drain() noexcept override {}

  Descriptor socket;
  mutable bool published = false;
};

/// With a relaxed load in sweep() the thread sanitizer reports `published`: then a processor too
/// may see the phase that ended a run and not what was written before it, the deadline among it.
TEST(ConnectionRegistry, cuts_after_all_that_the_run_has_written_before_its_end) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor peer(ends[1]);
  ConnectionRegistry::Entry entry(std::make_unique<Publishing>(Descriptor(ends[0])));
  ConnectionRegistry registry;
  registry.add(entry);
  Worker worker(0, {});
  std::thread running([&] { registry.advance(entry, worker); });
  char byte = 0;
  while (::recv(peer.get(), &byte, 1, MSG_DONTWAIT) != 0) registry.sweep(2);
  running.join();
  registry.remove(entry);
}

}  // namespace
}  // namespace dispatchbench
