// Peers that do wrong are found out before they are measured; so is a port that somebody took.
#include "experiments/runner/process/peer_check.hpp"

#include <chrono>

#include <gmock/gmock.h>

#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/run/launch.hpp"
#include "tests/base/held_port.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Launch fake_peer(const std::string& how, std::uint16_t port, const std::string& store = "") {
  Launch launch;
  launch.command = {FAKE_BIN "/fake_peer", how, std::to_string(port), store};
  launch.port = port;
  launch.may_die_of_signal = true;
  return launch;
}

class StartedPeer : public testing::Test {
 protected:
  std::optional<Failure> start(const std::function<Launch()>& prepare) {
    return start_server(server_, prepare, folder_.path() / "log", watch_, 60s);
  }

  /// What fault is found in a peer that behaves like `how`.
  std::string fault(const std::string& how, const std::filesystem::path& store = {},
                    std::chrono::seconds patience = 60s) {
    const auto failure = start([&] { return fake_peer(how, 0, store.string()); });
    if (failure) return failure->what + ": " + failure->last_words;
    return fault_of_peer(server_->address(), store, patience).value_or("");
  }

  /// One that another process listens on: this one's sockets are a peer's too until it calls exec.
  std::uint16_t taken_port() {
    squatter_.emplace(fake_peer("well", 0), folder_.path() / "squatter");
    EXPECT_FALSE(squatter_->await_ready(watch_, 60s));
    const std::string address = squatter_->address();
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  }

  TemporaryFolder folder_;
  Interrupt interrupt_;
  Watch watch_{interrupt_};
  std::optional<ServerProcess> squatter_;
  std::optional<ServerProcess> server_;
};

struct Wrong {
  const char* how;
  const char* told;
};

class WrongPeer : public StartedPeer, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongPeer, is_found_out) {
  std::string found;
  for (const auto patience : {1s, 5s, 30s}) {  // or a machine that stands still looks like one
    found = fault(GetParam().how, {}, patience);
    if (found.find(GetParam().told) != std::string::npos) break;
  }
  EXPECT_THAT(found, HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    Each, WrongPeer,
    testing::Values(Wrong{"refuses", "answered 404 to a PUT of 1000000 bytes, expected 2xx"},
                    Wrong{"forgets", "bytes of the body unread"}, Wrong{"deaf", "no whole answer"},
                    Wrong{"closes", "it closed the connection"}));

TEST_F(StartedPeer, has_no_fault_if_it_takes_all_and_answers_well) {
  EXPECT_EQ(fault("well"), "");
  EXPECT_FALSE(server_->stop(watch_, 60s));
}

TEST_F(StartedPeer, has_no_fault_if_what_it_stores_is_what_was_sent) {
  EXPECT_EQ(fault("well", folder_.path()), "");
}

TEST_F(StartedPeer, is_found_out_if_it_stores_less) {
  EXPECT_EQ(fault("truncates", folder_.path()), "of a PUT of 1000000 bytes it stored 999999");
}

TEST_F(StartedPeer, gets_another_port_if_somebody_has_taken_its_own) {
  const std::uint16_t taken = taken_port();
  std::uint16_t port = 0;
  int attempts = 0;
  const auto failure = start([&] {
    port = ++attempts <= 2 ? taken : free_port();
    return fake_peer("well", port);
  });
  EXPECT_FALSE(failure) << failure->what;
  EXPECT_GE(attempts, 3);
  EXPECT_EQ(server_->address(), "http://127.0.0.1:" + std::to_string(port));
}

TEST_F(StartedPeer, gets_another_port_if_somebody_had_its_own_for_a_moment) {
  const std::uint16_t taken = taken_port();
  const HeldPort given_back;
  int attempts = 0;
  const auto failure = start([&] {
    Launch launch = fake_peer("well", attempts == 0 ? taken : free_port());
    if (attempts++ == 0) launch.port = given_back.number();
    return launch;
  });
  EXPECT_FALSE(failure) << failure->what;
  EXPECT_GE(attempts, 2);
}

TEST_F(StartedPeer, that_ends_for_another_reason_is_not_started_again) {
  const HeldPort port;
  int attempts = 0;
  const auto failure = start([&] {
    ++attempts;
    Launch launch = fake_peer("well", port.number());
    launch.command.resize(1);
    return launch;
  });
  ASSERT_TRUE(failure);
  EXPECT_THAT(failure->what, HasSubstr("exited with 1 before it was ready"));
  EXPECT_EQ(attempts, 1);
}

}  // namespace
}  // namespace dispatchbench::runner
