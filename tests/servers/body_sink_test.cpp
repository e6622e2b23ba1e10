#include "servers/body_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <string>

#include <gtest/gtest.h>

#include "loopback.hpp"
#include "temporary_folder.hpp"

namespace dispatchbench {
namespace {

using Outcome = Drained::Outcome;

class BodySink : public testing::TestWithParam<CopyMode> {
 protected:
  /// Once something is there to be drained.
  Drained drain(int target, std::size_t most = 1 << 20) {
    pollfd waited{sockets_.server.get(), POLLIN, 0};
    ::poll(&waited, 1, 20'000);
    return drain_socket(GetParam(), sockets_.server.get(), target, most, worker_);
  }

  TemporaryFolder folder_;
  Descriptor file_{::open((folder_.path() / "body").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)};
  Descriptor full_{::open("/dev/full", O_WRONLY | O_CLOEXEC)};
  Worker worker_{0, {}};
  Loopback sockets_ = connect_loopback();
  TestClient client_{std::move(sockets_.client)};
};

TEST_P(BodySink, moves_no_more_than_it_may) {
  client_.send("hello");
  EXPECT_EQ(drain(file_.get(), 2).bytes, 2U);
  EXPECT_EQ(drain(file_.get(), 2).bytes, 2U);
  EXPECT_EQ(drain(file_.get(), 2).bytes, 1U);
  EXPECT_EQ(folder_.read("body"), GetParam() == CopyMode::discard ? "" : "hello");
}

TEST_P(BodySink, tells_an_empty_socket_from_one_that_has_ended) {
  EXPECT_EQ(drain_socket(GetParam(), sockets_.server.get(), file_.get(), 10, worker_).outcome,
            Outcome::would_block);
  client_.close();
  EXPECT_EQ(drain(file_.get()).outcome, Outcome::ended);
}

TEST_P(BodySink, tells_when_the_target_failed_and_leaves_nothing_for_the_next_one) {
  client_.send("lost");
  const Drained drained = drain(full_.get());
  EXPECT_EQ(drained.bytes, 4U);
  if (GetParam() == CopyMode::discard) return;  // writes to no target
  EXPECT_EQ(drained.outcome, Outcome::target_failed);
  client_.send("kept");
  EXPECT_EQ(drain(file_.get()).outcome, Outcome::moved);
  EXPECT_EQ(folder_.read("body"), "kept");
}

INSTANTIATE_TEST_SUITE_P(Copy, BodySink,
                         testing::Values(CopyMode::read, CopyMode::splice, CopyMode::discard),
                         [](const auto& each) { return std::string(to_string(each.param)); });

}  // namespace
}  // namespace dispatchbench
