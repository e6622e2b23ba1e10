// How programs are started on other hosts.
#include "experiments/runner/spec/launcher.hpp"

#include <gmock/gmock.h>

#include "base/command_line.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

TEST(Launcher, puts_the_host_where_its_command_says) {
  const Launcher launcher = launcher_from("ip netns exec 'of {host}'");
  EXPECT_THAT(launcher.on("a", {"/bin/bench", "host it"}),
              ElementsAre("/usr/bin/env", "ip", "netns", "exec", "of a", "/bin/bench", "host it"));
}

TEST(Launcher, quotes_what_ssh_hands_to_a_shell) {
  const auto words = launcher_from("ssh").on("a", {"/it's here/bench", "host"});
  EXPECT_EQ(words.at(words.size() - 3), "a");
  EXPECT_EQ(words.at(words.size() - 2), R"('/it'\''s here/bench')");
  EXPECT_EQ(launcher_from("/usr/bin/ssh -p 23 {host}").on("a", {"b c"}).back(), "'b c'");
}

TEST(Launcher, runs_one_task_beside_others_on_a_host_of_the_allocation) {
  const auto words = launcher_from("srun").on("node1", {"bench"});
  EXPECT_THAT(words, testing::IsSupersetOf({"--overlap", "--ntasks=1", "--nodelist", "node1"}));
}

TEST(Launcher, is_refused_where_it_says_no_host) {
  for (const char* const text : {"rsh", "", "rsh 'open {host}"}) {
    EXPECT_THAT(
        [&] { launcher_from(text); },
        ThrowsMessage<UsageError>(HasSubstr("expected ssh, srun, or a command with {host}")))
        << text;
  }
}

TEST(Launcher, is_told_to_mpirun_unless_that_knows_it) {
  EXPECT_THAT(launcher_from("ssh").for_mpirun(), IsEmpty());
  EXPECT_EQ(launcher_from("/usr/bin/ssh -p 23 {host}").for_mpirun().back(), "/usr/bin/ssh -p 23");
  EXPECT_EQ(
      launcher_from("ip netns {host}").for_mpirun().back(),
      R"(/bin/sh -c h=$1;shift;exec${IFS}'ip'${IFS}'netns'${IFS}$h${IFS}/bin/sh${IFS}-c${IFS}"$*" agent)");
  EXPECT_THAT([] { launcher_from("'a b' {host}").for_mpirun(); },
              ThrowsMessage<UsageError>(HasSubstr("no blank")));
  EXPECT_THAT([] { launcher_from("env HOST={host} rsh").for_mpirun(); },
              ThrowsMessage<UsageError>(HasSubstr("{host} as its last word")));
}

}  // namespace
}  // namespace dispatchbench::runner
