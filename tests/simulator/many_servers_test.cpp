#include <cmath>

#include <gmock/gmock.h>

#include "simulator/formulas.hpp"

namespace dispatchbench::simulator {
namespace {

TEST(ManyServers, the_chance_to_wait_has_its_published_values) {
  EXPECT_NEAR(erlang_c(2, 0.5), 1.0 / 3, 1e-12);
  EXPECT_NEAR(erlang_c(3, 2.0 / 3), 4.0 / 9, 1e-12);
  EXPECT_NEAR(erlang_c(5, 0.8), 0.5541, 5e-5);   // 256/462
  EXPECT_NEAR(erlang_c(10, 0.8), 0.4092, 5e-5);  // Allen 1990, table of Erlang's C
}

TEST(ManyServers, one_of_them_is_a_single_server) {
  for (const double load : {0.1, 0.5, 0.9}) {
    EXPECT_NEAR(erlang_c(1, load), load, 1e-12);
    EXPECT_NEAR(mmk_mean_sojourn(1, load, 2), mm1_mean_sojourn(load, 2), 1e-12);
    EXPECT_NEAR(mmk_sojourn_quantile(1, load, 2, 0.99), mm1_sojourn_quantile(load, 2, 0.99), 1e-9);
    EXPECT_NEAR(mgk_mean_sojourn(1, load, 2, 3), mg1_mean_sojourn(load, 2, 3), 1e-12);
  }
}

TEST(ManyServers, a_thousand_of_them_overflow_nothing) {
  EXPECT_GT(erlang_c(1'000, 0.99), 0.5);
  EXPECT_LT(erlang_c(1'000, 0.99), 0.99);
  EXPECT_NEAR(mmk_mean_sojourn(1'000, 0.5, 1), 1, 1e-9);
}

TEST(ManyServers, the_sojourns_have_the_mean_that_their_distribution_gives) {
  for (const double load : {0.5, 0.8, 0.95}) {
    double mean = 0;
    constexpr double step = 0.001;
    for (double t = step / 2; t < 200; t += step) mean += mmk_sojourn_above(4, load, 1, t) * step;
    EXPECT_NEAR(mean / mmk_mean_sojourn(4, load, 1), 1, 1e-5) << load;
  }
}

// With k (1 - load) = 1 the wait of those who wait and the service have the same rate.
TEST(ManyServers, where_wait_and_service_have_the_same_rate_the_limit_holds) {
  EXPECT_NEAR(mmk_sojourn_above(4, 0.75, 1, 3), mmk_sojourn_above(4, 0.75 + 1e-7, 1, 3), 1e-5);
  EXPECT_NEAR(mmk_sojourn_above(4, 0.75, 1, 3), std::exp(-3.0) * (1 + 3 * erlang_c(4, 0.75)),
              1e-12);
}

TEST(ManyServers, exponential_services_need_no_approximation) {
  EXPECT_NEAR(mgk_mean_wait(8, 0.7, 5, 1), mmk_mean_wait(8, 0.7, 5), 1e-12);
  EXPECT_NEAR(mgk_mean_wait(8, 0.7, 5, 0), mmk_mean_wait(8, 0.7, 5) / 2, 1e-12);
}

TEST(ManyServers, a_closed_network_is_busier_with_more_requests) {
  EXPECT_EQ(closed_network_utilization(0, 4), 0);
  EXPECT_EQ(closed_network_utilization(5, 1), 1);
  EXPECT_NEAR(closed_network_utilization(32, 32), 32.0 / 63, 1e-12);
  EXPECT_NEAR(closed_network_utilization(2, 2), 2.0 / 3, 1e-12);  // {2,0} {1,1} {0,2}
}

// Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001, table of predictions.
TEST(ManyServers, two_choices_have_the_published_sojourns) {
  EXPECT_NEAR(supermarket_mean_sojourn(0.50, 1, 2), 1.2657, 5e-5);
  EXPECT_NEAR(supermarket_mean_sojourn(0.70, 1, 2), 1.6145, 5e-5);
  EXPECT_NEAR(supermarket_mean_sojourn(0.90, 1, 2), 2.6141, 5e-5);
  EXPECT_NEAR(supermarket_mean_sojourn(0.95, 1, 2), 3.3830, 5e-5);
  EXPECT_NEAR(supermarket_mean_sojourn(0.99, 1, 2), 5.4320, 5e-5);
}

TEST(ManyServers, one_choice_is_no_choice) {
  EXPECT_NEAR(supermarket_tail(0.9, 1, 3), std::pow(0.9, 3), 1e-12);
  EXPECT_NEAR(supermarket_mean_sojourn(0.9, 1, 1), mm1_mean_sojourn(0.9, 1), 1e-9);
  EXPECT_NEAR(supermarket_tail(0.9, 2, 3), std::pow(0.9, 7), 1e-12);
  EXPECT_EQ(supermarket_tail(0.9, 2, 0), 1);
}

}  // namespace
}  // namespace dispatchbench::simulator
