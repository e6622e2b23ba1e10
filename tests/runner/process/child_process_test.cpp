#include "experiments/runner/process/child_process.hpp"

#include <chrono>
#include <csignal>

#include <gmock/gmock.h>

#include "experiments/runner/process/server_process.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::vector<std::string> shell(const std::string& script) {
  return {"/bin/sh", "-c", script};
}

class Processes : public testing::Test {
 protected:
  std::filesystem::path log() const { return folder_.path() / "log"; }
  ServerProcess server(const std::string& script) const {
    Launch launch;
    launch.command = shell(script);
    return {launch, log()};
  }

  TemporaryFolder folder_;
  Interrupt interrupt_;
  Watch watch_{interrupt_};
};

TEST_F(Processes, tell_how_they_ended) {
  ChildProcess leaves(shell("echo gone >&2; exit 3"), log(), ChildProcess::Output::log);
  watch_.wait({leaves.descriptor()}, Clock::now() + 60s);
  EXPECT_EQ(leaves.ending().value().text(), "exited with 3");
  EXPECT_EQ(last_words(log()), "gone");
  ChildProcess killed(shell("kill -SEGV $$"), log(), ChildProcess::Output::log);
  watch_.wait({killed.descriptor()}, Clock::now() + 60s);
  EXPECT_EQ(killed.ending().value().text(), "was ended by SIGSEGV (Segmentation fault)");
}

TEST_F(Processes, say_that_a_program_cannot_be_run) {
  ChildProcess none({"/no/such/program"}, log(), ChildProcess::Output::log);
  watch_.wait({none.descriptor()}, Clock::now() + 60s);
  EXPECT_EQ(none.ending().value().number, 127);
  EXPECT_THAT(last_words(log()), HasSubstr("/no/such/program: No such file"));
}

TEST_F(Processes, are_killed_if_they_do_not_stop) {
  ChildProcess stubborn(shell("trap '' TERM; echo up; while :; do sleep 0.05; done"), log(),
                        ChildProcess::Output::pipe);
  watch_.wait({stubborn.output()}, Clock::now() + 60s);
  EXPECT_FALSE(stubborn.stop(50ms));
  EXPECT_EQ(stubborn.ending().value().number, SIGKILL);
}

TEST_F(Processes, end_with_their_owner) {
  pid_t pid = 0;
  {
    const ChildProcess sleeper(shell("exec sleep 1000"), log(), ChildProcess::Output::log);
    pid = sleeper.pid();
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(Processes, give_their_output_only_if_they_succeed_in_time) {
  EXPECT_EQ(output_of(shell("echo this"), 60s), "this\n");
  EXPECT_FALSE(output_of(shell("echo this; exit 1"), 60s));
  EXPECT_FALSE(output_of(shell("echo this; exec sleep 1000"), 200ms));
}

TEST_F(Processes, that_say_more_than_is_read_gave_no_output) {
  EXPECT_FALSE(output_of(shell("exec head -c 16001000 /dev/zero"), 60s));
}

TEST_F(Processes, are_interrupted_by_a_signal_to_the_runner) {
  ::raise(SIGTERM);
  try {
    watch_.wait({}, Clock::now() + 60s);
    FAIL() << "not interrupted";
  } catch (const Interrupted& interrupted) {
    EXPECT_EQ(interrupted.signal, SIGTERM);
  }
}

TEST_F(Processes, a_server_is_ready_when_it_says_where_it_listens) {
  ServerProcess ready = server("echo noise; echo listening on http://127.0.0.1:8; exec sleep 1000");
  EXPECT_FALSE(ready.await_ready(watch_, 60s));
  EXPECT_EQ(ready.address(), "http://127.0.0.1:8");
}

TEST_F(Processes, a_server_that_dies_early_leaves_its_last_words) {
  ServerProcess dying = server("echo 'no port left' >&2; exit 4");
  const auto failure = dying.await_ready(watch_, 60s);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "the server exited with 4 before it was ready");
  EXPECT_EQ(failure->last_words, "no port left");
}

TEST_F(Processes, a_server_that_is_never_ready_is_given_up) {
  ServerProcess silent = server("exec sleep 1000");
  const auto failure = silent.await_ready(watch_, 100ms);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "the server was not ready within 100ms");
}

TEST_F(Processes, a_server_that_does_not_stop_is_killed_and_reported) {
  ServerProcess stubborn =
      server("trap '' TERM; echo listening on http://x; while :; do sleep 0.05; done");
  ASSERT_FALSE(stubborn.await_ready(watch_, 60s));
  const auto failure = stubborn.stop(watch_, 50ms);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "the server did not stop within 50ms");
  EXPECT_TRUE(stubborn.process().ending());
}

TEST_F(Processes, a_server_that_writes_without_end_is_stopped_as_any_other) {
  ServerProcess talks = server("trap '' TERM; echo listening on http://x; exec yes");
  ASSERT_FALSE(talks.await_ready(watch_, 60s));
  const auto failure = talks.stop(watch_, 50ms);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "the server did not stop within 50ms");
}

TEST_F(Processes, a_server_that_stops_badly_is_reported) {
  ServerProcess bad =
      server("trap 'exit 5' TERM; echo listening on http://x; while :; do sleep 0.05; done");
  ASSERT_FALSE(bad.await_ready(watch_, 60s));
  const auto failure = bad.stop(watch_, 60s);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "the server exited with 5 when it was stopped");
}

TEST_F(Processes, read_what_is_written_to_them_until_its_end) {
  ChildProcess copies({"/bin/cat"}, log(), ChildProcess::Output::pipe, SIGKILL,
                      ChildProcess::Input::pipe);
  copies.write_input("some ");
  copies.write_input("words\n");
  copies.close_input();
  watch_.wait({copies.descriptor()}, Clock::now() + 60s);
  EXPECT_TRUE(copies.ending().value().success());
  EXPECT_EQ(copies.read_output(), "some words\n");
}

TEST_F(Processes, that_write_without_end_are_read_a_part_at_a_time) {
  ChildProcess talks({"/usr/bin/yes"}, log(), ChildProcess::Output::pipe);
  watch_.wait({talks.output()}, Clock::now() + 60s);
  const std::size_t size = talks.read_output().size();
  EXPECT_GT(size, 0U);
  EXPECT_LE(size, 1U << 20U);
}

TEST_F(Processes, that_have_ended_may_be_written_to) {
  ChildProcess gone(shell("exit 0"), log(), ChildProcess::Output::log, SIGKILL,
                    ChildProcess::Input::pipe);
  watch_.wait({gone.descriptor()}, Clock::now() + 60s);
  ::signal(SIGPIPE, SIG_IGN);  // as main has it
  gone.write_input("words");
  EXPECT_TRUE(gone.ending().value().success());
}

TEST_F(Processes, a_server_with_an_input_ends_when_that_ends) {
  Launch launch;
  launch.command = shell("read spec; echo listening on $spec; read more || echo bye; exit 0");
  launch.input = "http://a:1\n";
  ServerProcess there(launch, log());
  ASSERT_FALSE(there.await_ready(watch_, 60s));
  EXPECT_EQ(there.address(), "http://a:1");
  EXPECT_FALSE(there.stop(watch_, 60s));
  EXPECT_THAT(there.output(), HasSubstr("bye"));
}

TEST(Address, is_taken_from_a_whole_line) {
  EXPECT_EQ(address_in("x\nlistening on http://127.0.0.1:80\n"), "http://127.0.0.1:80");
  EXPECT_FALSE(address_in("listening on http://127.0.0.1:80"));
  EXPECT_FALSE(address_in("not listening on http://127.0.0.1:80\n"));
}

}  // namespace
}  // namespace dispatchbench::runner
