// Formulas for one server.
#include <cmath>
#include <cstddef>
#include <vector>

#include "simulator/formulas.hpp"
#include "simulator/quantile.hpp"

namespace dispatchbench::simulator {
namespace {

/// Of M/D/1: the chances that so many arrive during a service.
std::vector<double> poisson_chances(double mean, std::size_t count) {
  std::vector<double> chances(count);
  double chance = std::exp(-mean);
  for (std::size_t i = 0; i < count; ++i) {
    chances[i] = chance;
    chance *= mean / static_cast<double>(i + 1);
  }
  return chances;
}

/// The chance that more than so many arrive, by the sum of the terms beyond: no difference of
/// numbers that are nearly equal.
std::vector<double> chances_above(double mean, std::size_t count) {
  constexpr std::size_t far = 64;  // beyond any count that matters at a mean below 1
  const auto chances = poisson_chances(mean, count + far);
  std::vector<double> above(count + far);
  double sum = 0;
  for (std::size_t i = count + far; i-- > 0;) {
    above[i] = sum;
    sum += chances[i];
  }
  above.resize(count);
  return above;
}

/// Of M/D/1: the chance that at most n wait, service left out, for n below `count`. The states of
/// the queue at departures are crossed upwards as often as downwards:
/// p[n+1] a[0] = p[0] A[n] + sum over i = 1 … n of p[i] A[n-i+1], A[n] = P(more than n arrive).
std::vector<double> waiting_at_most(double load, std::size_t count) {
  const auto above = chances_above(load, count + 2);
  const double none = std::exp(-load);
  std::vector<double> states{1 - load};
  for (std::size_t n = 0; n < count; ++n) {
    double upwards = states[0] * above[n];
    for (std::size_t i = 1; i <= n; ++i) upwards += states[i] * above[n - i + 1];
    states.push_back(upwards / none);
  }
  std::vector<double> at_most(count);
  double sum = states[0];
  for (std::size_t n = 0; n < count; ++n) at_most[n] = sum += states[n + 1];
  return at_most;
}

}  // namespace

double mg1_mean_wait(double load, double service, double squared_variation) {
  return load * (1 + squared_variation) * service / (2 * (1 - load));
}

double mg1_mean_sojourn(double load, double service, double squared_variation) {
  return service + mg1_mean_wait(load, service, squared_variation);
}

double mg1_shared_mean_sojourn(double load, double service) {
  return service / (1 - load);
}

double mm1_mean_sojourn(double load, double service) {
  return mg1_mean_sojourn(load, service, 1);
}

double md1_mean_sojourn(double load, double service) {
  return mg1_mean_sojourn(load, service, 0);
}

double mm1_sojourn_quantile(double load, double service, double quantile) {
  return -std::log1p(-quantile) * service / (1 - load);
}

double md1_wait_at_most(double load, double service, double wait) {
  if (wait < 0) return 0;
  const double whole = std::floor(wait / service) + 1;  // (whole - 1) service <= wait < whole
  const auto terms = static_cast<std::size_t>(whole);
  const double mean = load * (whole - wait / service);
  const auto at_most = waiting_at_most(load, terms);
  const auto arrive = poisson_chances(mean, terms);
  double chance = 0;
  for (std::size_t j = 0; j < terms; ++j) chance += at_most[terms - 1 - j] * arrive[j];
  return chance < 1 ? chance : 1;
}

double md1_sojourn_quantile(double load, double service, double quantile) {
  if (quantile <= 1 - load) return service;
  const auto above = [&](double wait) { return 1 - md1_wait_at_most(load, service, wait); };
  return service + time_where(above, 1 - quantile, service);
}

}  // namespace dispatchbench::simulator
