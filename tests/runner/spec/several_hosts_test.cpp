// What can be measured with server and load on hosts of their own.
#include "experiments/runner/spec/several_hosts.hpp"

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/own_peer.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;
using testing::ThrowsMessage;

const HostsUsed two{"ssh", "a", "10.0.0.1", {"b"}, {}};

/// Of one run.
Plan planned(PlannedRun run) {
  run.name = "some";
  Plan plan;
  plan.runs.push_back(std::move(run));
  return plan;
}

Json discarding() {
  Json spec = some_spec();
  spec["server"] = {{"null", true}};
  return spec;
}

TEST(NetworkCeiling, is_a_row_beside_those_of_the_experiment) {
  const Json spec = with_network_ceiling(discarding());
  EXPECT_TRUE(has_network_ceiling(spec));
  EXPECT_EQ(with_network_ceiling(spec), spec);
  EXPECT_THAT(rows_added(spec, discarding()), ElementsAre(network_ceiling_row()));
}

TEST(NetworkCeiling, is_left_out_with_the_reason_where_a_sink_cannot_stand_beside) {
  Json storing = some_spec();
  storing["server"] = {{"store", "/dev/shm"}};
  Json working = discarding();
  working["vary"] = {{"server.demand", {"spin", "block"}}};
  Json emulated = discarding();
  emulated["machine"] = {{"cores", 2}};
  EXPECT_THAT(why_no_network_ceiling(storing), Optional(HasSubstr("keeps no objects")));
  EXPECT_THAT(why_no_network_ceiling(working), Optional(HasSubstr("does no work")));
  EXPECT_THAT(why_no_network_ceiling(emulated), Optional(HasSubstr("emulated")));
  EXPECT_EQ(with_network_ceiling(working), working);
}

TEST(SeveralHosts, share_no_emulated_cores_and_no_processors) {
  PlannedRun shared;
  shared.machine.emplace().spec.client_shares = true;
  EXPECT_THAT([&] { refuse_on_several_hosts(planned(shared), two); },
              ThrowsMessage<UsageError>(HasSubstr("row some: machine.client \"same\": expected")));
  PlannedRun bound;
  bound.server_processors = "0-1";
  EXPECT_THAT([&] { refuse_on_several_hosts(planned(bound), two); },
              ThrowsMessage<UsageError>(HasSubstr("row some: machine.real: expected no such")));
  shared.machine->spec.client_shares = false;
  EXPECT_NO_THROW(refuse_on_several_hosts(planned(shared), two));
}

TEST(SeveralHosts, need_peers_that_are_told_where_to_listen) {
  PlannedRun run;
  run.peer.emplace();
  run.peer->command = {"server", "--listen", "127.0.0.1:{port}"};
  EXPECT_THAT([&] { refuse_on_several_hosts(planned(run), two); },
              ThrowsMessage<UsageError>(HasSubstr("listens on 127.0.0.1 alone")));
  run.peer->announces = true;
  run.peer->command = {"server", "--listen", "{address}:0"};
  EXPECT_NO_THROW(refuse_on_several_hosts(planned(run), two));
  run.peer->url = "http://10.0.0.9:80";
  EXPECT_THAT([&] { refuse_on_several_hosts(planned(run), two); },
              ThrowsMessage<UsageError>(HasSubstr("it runs at http://10.0.0.9:80, not on a")));
}

TEST(SeveralHosts, take_no_reload_for_its_new_servers_would_start_here) {
  PlannedRun run;
  run.reload.emplace();
  EXPECT_THAT([&] { refuse_on_several_hosts(planned(run), two); },
              ThrowsMessage<UsageError>(HasSubstr("row some: reload: expected none")));
  run.reload.reset();
  EXPECT_NO_THROW(refuse_on_several_hosts(planned(run), two));
}

TEST(SeveralHosts, that_send_the_load_need_a_thread_and_a_connection_each) {
  const HostsUsed three{"ssh", "a", "10.0.0.1", {"b", "c", "d"}, {}};
  PlannedRun run;
  run.load = Json::parse(R"({"threads": 2, "connections": 64})");
  EXPECT_THAT([&] { refuse_on_several_hosts(planned(run), three); },
              ThrowsMessage<UsageError>(
                  HasSubstr("row some: load.threads 2: expected at least one for each of the 3")));
  EXPECT_NO_THROW(refuse_on_several_hosts(planned(run), two));
  run.load = Json::parse(R"({"connections": 2})");
  EXPECT_THAT([&] { refuse_on_several_hosts(planned(run), three); },
              ThrowsMessage<UsageError>(HasSubstr("load.connections 2: expected at least")));
  run.load = Json::parse(R"({"connections": "auto"})");
  EXPECT_NO_THROW(refuse_on_several_hosts(planned(run), three));
}

TEST(SeveralHosts, must_have_the_processors_that_an_emulation_was_reckoned_with) {
  HostMachine small;
  small.name = "a";
  small.machine.hardware.cores = 2;
  PlannedRun run;
  EXPECT_NO_THROW(refuse_small_host(planned(run), small, 4));
  run.machine.emplace();
  EXPECT_NO_THROW(refuse_small_host(planned(run), small, 2));
  EXPECT_THAT([&] { refuse_small_host(planned(run), small, 4); },
              ThrowsMessage<UsageError>(HasSubstr("a has 2 processors, and 4 here")));
}

TEST(SeveralHosts, that_are_one_machine_are_said_to_be) {
  HostsUsed used = two;
  used.machines = {{"a", "boot1", {}, {}}, {"b", "boot2", {}, {}}};
  EXPECT_THAT(notes_on(used),
              ElementsAre("the server runs on a (10.0.0.1), the load comes from b"));
  used.machines.back().boot = "boot1";
  EXPECT_THAT(notes_on(used), testing::Contains(HasSubstr("one machine")));
}

}  // namespace
}  // namespace dispatchbench::runner
