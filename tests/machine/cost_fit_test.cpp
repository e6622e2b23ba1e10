#include "machine/cost_fit.hpp"

#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dispatchbench {
namespace {

double& count(CostObservation& observation, Event event) {
  return observation.counts[static_cast<std::size_t>(event)];
}

const MeasuredCost& cost(const MeasuredCosts& costs, Event event) {
  return costs[static_cast<std::size_t>(event)];
}

/// Threads that accept, answer and read bytes in changing numbers, at 12,000, 8,000 and 0.25 ns,
/// measured with an error of up to 2 %.
std::vector<CostObservation> measured_threads() {
  std::mt19937_64 random(3);
  const auto between = [&random](double least, double most) {
    return least + (most - least) * static_cast<double>(random() % 1000) / 1000;
  };
  std::vector<CostObservation> observations;
  for (int i = 0; i < 60; ++i) {
    CostObservation& observation = observations.emplace_back();
    count(observation, Event::accept) = between(0, 10'000);
    count(observation, Event::request) = between(1'000, 50'000);
    count(observation, Event::byte_read) = i % 3 == 0 ? between(0, 1e9) : 0;
    observation.cpu_ns = between(0.98, 1.02) * (12'000 * count(observation, Event::accept) +
                                                8'000 * count(observation, Event::request) +
                                                0.25 * count(observation, Event::byte_read));
  }
  return observations;
}

TEST(CostFit, finds_the_costs_and_intervals_that_have_them) {
  const auto costs = fit_costs(measured_threads(), 1);
  EXPECT_NEAR(cost(costs, Event::accept).ns, 12'000, 600);
  EXPECT_NEAR(cost(costs, Event::request).ns, 8'000, 150);
  EXPECT_NEAR(cost(costs, Event::byte_read).ns, 0.25, 0.02);
  for (const Event event : {Event::accept, Event::request, Event::byte_read}) {
    EXPECT_LE(cost(costs, event).low, cost(costs, event).ns);
    EXPECT_GE(cost(costs, event).high, cost(costs, event).ns);
    EXPECT_TRUE(cost(costs, event).significant());
  }
}

TEST(CostFit, an_event_that_never_happened_costs_nothing_and_is_not_significant) {
  const auto costs = fit_costs(measured_threads(), 1);
  EXPECT_EQ(cost(costs, Event::steal).ns, 0);
  EXPECT_FALSE(cost(costs, Event::steal).significant());
}

TEST(CostFit, an_event_that_is_rare_wherever_it_comes_is_given_no_cost) {
  auto observations = measured_threads();
  for (CostObservation& observation : observations) {
    count(observation, Event::migrate) = count(observation, Event::request) / 1000;
    count(observation, Event::steal) = count(observation, Event::request) / 50;
    observation.cpu_ns += 10'000 * count(observation, Event::steal);
  }
  observations[0].cpu_ns *= 1.5;  // as if that one's migrations were dear
  count(observations[0], Event::migrate) *= 3;
  const auto costs = fit_costs(observations, 1);
  EXPECT_EQ(cost(costs, Event::migrate).ns, 0);
  EXPECT_GT(cost(costs, Event::steal).ns, 0);
}

TEST(CostFit, an_event_that_would_cost_less_than_nothing_costs_nothing) {
  auto observations = measured_threads();
  for (CostObservation& observation : observations) {
    count(observation, Event::steal) = count(observation, Event::request) / 2;
    observation.cpu_ns -= count(observation, Event::steal) * 100;
  }
  count(observations.front(), Event::steal) *= 2;
  const auto costs = fit_costs(observations, 1);
  EXPECT_GE(cost(costs, Event::steal).ns, 0);
}

TEST(CostFit, takes_apart_what_the_kinds_of_threads_did) {
  const auto events = [](const char* name, int times) {
    return nlohmann::json{{"events", {{name, times}}}};
  };
  const nlohmann::json server{
      {"workers", {{{"cpu_seconds", 0.5}}, {{"cpu_seconds", 0.25}}}},
      {"other_threads",
       {{{"name", "acceptor"}, {"cpu_seconds", 0.125}, {"emulation", events("accept", 100)}},
        {{"name", "sampler"}, {"cpu_seconds", 0.5}, {"emulation", events("accept", 0)}}}},
      {"emulation", {{"events", {{"accept", 130}, {"request", 500}}}}}};
  const nlohmann::json load{{"cpu_seconds", 0.001}, {"emulation", events("client_request", 500)}};
  auto observations = observations_of(server, load);
  ASSERT_EQ(observations.size(), 2U);
  EXPECT_EQ(observations[0].cpu_ns, 125e6);
  EXPECT_EQ(count(observations[0], Event::accept), 100);
  EXPECT_EQ(observations[1].cpu_ns, 750e6);
  EXPECT_EQ(count(observations[1], Event::accept), 30);
  EXPECT_EQ(count(observations[1], Event::request), 500);
}

}  // namespace
}  // namespace dispatchbench
