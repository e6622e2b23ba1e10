// What a server of parts does with single requests, worked out by hand. Times are ns.
#include <gmock/gmock.h>

#include "tests/simulator/table_load.hpp"

namespace dispatchbench::simulator {
namespace {

using testing::ElementsAre;

std::vector<std::uint32_t> workers_of(const std::vector<Answer>& answers) {
  std::vector<std::uint32_t> workers;
  for (const Answer& answer : answers) workers.push_back(answer.worker);
  return workers;
}

std::vector<std::uint64_t> connections_of(const Figures& figures) {
  std::vector<std::uint64_t> connections;
  for (const Thread& thread : figures.threads) connections.push_back(thread.connections);
  return connections;
}

SimulationSetting with_parts(const char* accept, const char* placement, const char* handoff,
                             const char* afterwards, std::uint32_t workers,
                             std::uint32_t connections) {
  SimulationSetting setting = setting_of("single-reactor", workers, connections);
  setting.model =
      model_of(*find_strategy("reuseport"), parts_named(accept, placement, handoff, afterwards));
  return setting;
}

TEST(Reactors, serve_first_come_first_served) {
  TableLoad load(3);
  load.add(0, 0, 100);
  load.add(1, 10, 20);
  load.add(2, 5, 30);
  EXPECT_THAT(times_of(answers_to(setting_of("single-reactor", 1, 3), load)),
              ElementsAre(100, 130, 150));
}

TEST(Reactors, a_due_request_waits_for_its_connection_and_counts_from_its_due_time) {
  TableLoad load(1);
  load.add(0, 0, 100);
  load.add(0, 40, 10);
  const auto answers = answers_to(setting_of("single-reactor", 1, 1), load);
  EXPECT_THAT(times_of(answers), ElementsAre(100, 110));
  EXPECT_EQ(answers[1].request.due_ns, 40);
  EXPECT_EQ(answers[1].sent_ns, 100);
}

TEST(Reactors, a_long_body_lets_others_in_between_after_each_quantum) {
  SimulationSetting setting = setting_of("single-reactor", 1, 2);
  setting.server.quantum_bytes = 10;
  setting.machine.costs.set_bytes(1);
  TableLoad load(2);
  load.add(0, 0, 0, 30);
  load.add(1, 1, 0, 15);
  // 0, before 1 is accepted, then 0, 1, 0 to its end, 1 to its end.
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(40, 45));
}

TEST(Reactors, what_is_accepted_or_handed_over_runs_after_what_was_readable) {
  for (const char* strategy : {"single-reactor", "unpark-queue"}) {
    TableLoad load(3);
    load.add(0, 0, 100);
    load.add(1, 0, 100);
    load.add(2, 110, 10);   // comes while 1 is served
    load.add(0, 120, 100);  // and this later, but on a connection that the worker has
    EXPECT_THAT(times_of(answers_to(setting_of(strategy, 1, 3), load)),
                ElementsAre(100, 200, 300, 310))
        << strategy;
  }
}

TEST(Reactors, who_shares_a_listener_serves_what_it_accepted_before_it_accepts_more) {
  TableLoad load(3);
  load.add(0, 0, 1000);
  load.add(1, 0, 10);
  load.add(2, 0, 10);
  EXPECT_THAT(times_of(answers_to(setting_of("shared-listener", 2, 3), load)),
              ElementsAre(10, 20, 1000));
}

TEST(Reactors, behind_a_gate_who_has_a_request_in_hand_lets_others_accept) {
  const auto answered = [](const char* strategy) {
    SimulationSetting setting = setting_of(strategy, 2, 3);
    setting.server.quantum_bytes = 10;
    setting.machine.costs.set_bytes(1);
    TableLoad load(3);
    load.add(0, 0, 0, 1000);  // a body that takes its worker a hundred turns
    load.add(1, 0, 500);
    load.add(2, 5, 10);
    return times_of(answers_to(setting, load));
  };
  EXPECT_THAT(answered("shared-listener"), ElementsAre(30, 500, 1010));
  EXPECT_THAT(answered("accept-gate"), ElementsAre(500, 510, 1000));
}

TEST(Reactors, a_gate_that_was_closed_opens_once_nothing_is_in_hand) {
  SimulationSetting setting = setting_of("accept-gate", 2, 4);
  setting.server.quantum_bytes = 10;
  setting.machine.costs.set_bytes(1);
  constexpr std::int64_t later = 6'000'000;  // when one that had stayed closed would let one in
  TableLoad load(4);
  load.add(0, 0, 0, 1000);
  load.add(1, 0, 500);
  load.add(2, 5, 10);
  load.add(0, later, 0, 1000);
  load.add(1, later, 500);
  load.add(3, later + 5, 10);
  EXPECT_THAT(times_of(answers_to(setting, load)),
              ElementsAre(500, 510, 1000, later + 500, later + 510, later + 1000));
}

TEST(Reactors, a_helper_that_has_told_is_not_woken_until_its_worker_has_taken) {
  SimulationSetting setting = setting_of("condvar-queue", 1, 3);
  setting.machine.costs.set(Event::hand_over_parked, 10);
  TableLoad load(3);
  for (std::uint32_t i = 0; i < 3; ++i) load.add(i, 0, 100);
  // Of the first, which is taken at once, and of the second. The third comes when that is told of.
  constexpr std::size_t helper = 2;
  EXPECT_EQ(Simulation(setting).run(load).threads[helper].busy_ns, 20);
}

TEST(Reactors, the_first_million_bytes_of_a_connection_cost_more) {
  SimulationSetting setting = setting_of("single-reactor", 1, 1);
  setting.machine.costs.set_bytes(1);
  setting.machine.costs.set(Event::early_byte, 2);
  TableLoad load(1);
  load.add(0, 0, 0, 900'000);
  load.add(0, 5'000'000, 0, 900'000);
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(2'700'000, 6'100'000));
}

TEST(Reactors, an_acceptor_takes_connections_one_after_the_other) {
  SimulationSetting setting = setting_of("unpark-queue", 2, 3);
  setting.machine.costs.set(Event::accept, 100);
  TableLoad load(3);
  for (std::uint32_t i = 0; i < 3; ++i) load.add(i, 0, 10);
  const auto answers = answers_to(setting, load);
  EXPECT_THAT(times_of(answers), ElementsAre(110, 210, 310));
  EXPECT_THAT(workers_of(answers), ElementsAre(0, 1, 0));
}

TEST(Reactors, a_worker_that_accepts_does_nothing_else_meanwhile) {
  SimulationSetting setting = setting_of("single-reactor", 1, 2);
  setting.machine.costs.set(Event::accept, 100);
  TableLoad load(2);
  load.add(0, 0, 10);
  load.add(1, 1, 10);
  // Both are accepted before either is served: the listener gives all it has.
  EXPECT_THAT(times_of(answers_to(setting, load)), ElementsAre(210, 220));
}

TEST(Reactors, round_robin_gives_each_worker_as_many) {
  ClosedLoad load(12, 10);
  EXPECT_THAT(connections_of(Simulation(setting_of("unpark-queue", 3, 6)).run(load)),
              ElementsAre(2, 2, 2, 0));
}

TEST(Reactors, a_placement_sees_how_many_connections_each_worker_has) {
  ClosedLoad load(8, 10);
  EXPECT_THAT(connections_of(Simulation(setting_of("least-connections", 4, 8)).run(load)),
              ElementsAre(2, 2, 2, 2, 0));
}

TEST(Reactors, a_connection_that_its_client_closes_is_opened_and_accepted_anew) {
  SimulationSetting setting = setting_of("single-reactor", 1, 1);
  setting.machine.costs.set(Event::accept, 100);
  ClosedLoad load(5, 10, 2);
  const auto answers = answers_to(setting, load);
  EXPECT_THAT(times_of(answers), ElementsAre(110, 120, 230, 240, 350));
}

TEST(Reactors, a_connection_may_be_closed_by_the_server_after_100_requests) {
  const auto setting = with_parts("own-listener", "here", "none", "closes-after-100", 1, 1);
  ClosedLoad load(250, 10);
  EXPECT_EQ(Simulation(setting).run(load).connections, 3U);
}

TEST(Reactors, a_connection_may_be_placed_anew_after_100_requests) {
  const auto setting =
      with_parts("acceptor-thread", "round-robin", "eventfd", "moves-after-100", 2, 1);
  ClosedLoad load(1'000, 10);
  const auto workers = workers_of(answers_to(setting, load));
  EXPECT_THAT(workers, testing::IsSupersetOf({0U, 1U}));
  EXPECT_THAT(std::vector(workers.begin(), workers.begin() + 100), testing::Each(workers[0]));
}

TEST(Reactors, whoever_hands_over_to_a_helper_wakes_it_even_where_the_worker_is_awake) {
  const auto answered = [](const char* handoff, double awake_ns) {
    SimulationSetting setting =
        with_parts("acceptor-thread", "round-robin", handoff, "moves-after-100", 2, 8);
    setting.machine.costs.set(Event::hand_over_awake, awake_ns);
    ClosedLoad load(2'000, 10);
    return times_of(answers_to(setting, load));
  };
  EXPECT_EQ(answered("condvar", 0), answered("condvar", 1'000));
  EXPECT_NE(answered("eventfd", 0), answered("eventfd", 1'000));
}

TEST(Reactors, a_shared_listener_wakes_one_that_is_idle) {
  TableLoad load(3);
  for (std::uint32_t i = 0; i < 3; ++i) load.add(i, i, 100);
  const auto answers = answers_to(setting_of("shared-listener", 2, 3), load);
  EXPECT_THAT(workers_of(answers), ElementsAre(0, 1, 0));
  EXPECT_THAT(times_of(answers), ElementsAre(100, 101, 200));
}

TEST(Reactors, the_hash_depends_on_the_seed_alone) {
  const auto connections = [](std::uint64_t seed) {
    SimulationSetting setting = setting_of("reuseport", 8, 64);
    setting.server.seed = seed;
    ClosedLoad load(64, 10);
    return connections_of(Simulation(setting).run(load));
  };
  EXPECT_EQ(connections(3), connections(3));
  EXPECT_NE(connections(3), connections(4));
}

TEST(Reactors, who_hands_on_evens_out_what_the_hash_did) {
  ClosedLoad load(64, 10);
  EXPECT_THAT(connections_of(Simulation(setting_of("reuseport-redispatch", 8, 64)).run(load)),
              testing::Each(8));
}

TEST(Reactors, samples_say_when_a_worker_was_busy) {
  SimulationSetting setting = setting_of("single-reactor", 1, 2);
  setting.sample_ns = 100;
  TableLoad load(2);
  load.add(0, 50, 100);
  load.add(1, 320, 10);
  const Figures figures = Simulation(setting).run(load);
  EXPECT_THAT(figures.threads[0].busy_in, ElementsAre(50, 50, 0, 10));
  EXPECT_EQ(figures.threads[0].busy_ns, 110);
  EXPECT_EQ(figures.threads[0].wakeups, 2U);
}

}  // namespace
}  // namespace dispatchbench::simulator
