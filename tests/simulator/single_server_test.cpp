#include <array>
#include <cmath>

#include <gmock/gmock.h>

#include "simulator/formulas.hpp"

namespace dispatchbench::simulator {
namespace {

constexpr std::array loads{0.1, 0.5, 0.7, 0.8, 0.9, 0.95};

// Kleinrock 1975, section 3.2: 1 / (mu - lambda).
TEST(SingleServer, an_exponential_service_takes_the_inverse_of_what_is_left_of_the_rate) {
  EXPECT_NEAR(mm1_mean_sojourn(0.5, 1), 2, 1e-12);
  EXPECT_NEAR(mm1_mean_sojourn(0.9, 0.005), 0.05, 1e-12);
}

TEST(SingleServer, a_constant_service_waits_half_as_long_as_an_exponential_one) {
  for (const double load : loads) {
    EXPECT_NEAR(mg1_mean_wait(load, 3, 0), mg1_mean_wait(load, 3, 1) / 2, 1e-12) << load;
    EXPECT_NEAR(md1_mean_sojourn(load, 3), 3 + mg1_mean_wait(load, 3, 0), 1e-12) << load;
  }
}

TEST(SingleServer, the_median_of_an_exponential_sojourn_is_its_mean_times_the_logarithm_of_two) {
  EXPECT_NEAR(mm1_sojourn_quantile(0.8, 1, 0.5), 5 * std::log(2.0), 1e-12);
  EXPECT_NEAR(mm1_sojourn_quantile(0.8, 1, 0.99), 5 * std::log(100.0), 1e-12);
}

// Erlang 1909 for waits below one service time and below two:
// (1 - load) exp(load t), and (1 - load) (exp(load t) - load (t - 1) exp(load (t - 1))).
TEST(SingleServer, a_constant_service_has_the_waits_that_erlang_gave) {
  for (const double load : loads) {
    EXPECT_NEAR(md1_wait_at_most(load, 1, 0), 1 - load, 1e-12) << load;
    EXPECT_NEAR(md1_wait_at_most(load, 1, 0.6), (1 - load) * std::exp(load * 0.6), 1e-12) << load;
    const double erlang = (1 - load) * (std::exp(load * 1.7) - load * 0.7 * std::exp(load * 0.7));
    EXPECT_NEAR(md1_wait_at_most(load, 1, 1.7), erlang, 1e-12) << load;
  }
}

/// The integral of the chance to wait longer.
double mean_of_md1_waits(double load, double service) {
  constexpr int steps = 50;
  double sum = 0;
  for (int k = 0; k < 200; ++k) {
    for (int i = 0; i < steps; ++i) {  // by the midpoints: the chance jumps at 0
      sum += 1 - md1_wait_at_most(load, service, (k + (i + 0.5) / steps) * service);
    }
  }
  return sum * service / steps;
}

TEST(SingleServer, the_distribution_of_constant_services_has_the_mean_of_pollaczek_and_khinchine) {
  for (const double load : {0.3, 0.7, 0.9}) {
    EXPECT_NEAR(mean_of_md1_waits(load, 2) / mg1_mean_wait(load, 2, 0), 1, 1e-4) << load;
  }
}

TEST(SingleServer, a_quantile_of_constant_services_has_the_chance_it_stands_for) {
  for (const double load : loads) {
    for (const double quantile : {0.5, 0.9, 0.99, 0.999}) {
      const double wait = md1_sojourn_quantile(load, 2, quantile) - 2;
      const double chance = md1_wait_at_most(load, 2, wait);
      EXPECT_NEAR(chance, wait > 0 ? quantile : 1 - load, 1e-9);
      EXPECT_GE(chance, quantile - 1e-9);
    }
  }
}

TEST(SingleServer, without_load_nobody_waits) {
  EXPECT_EQ(md1_sojourn_quantile(0, 7, 0.999), 7);
  EXPECT_EQ(mg1_mean_sojourn(0, 7, 4), 7);
}

}  // namespace
}  // namespace dispatchbench::simulator
