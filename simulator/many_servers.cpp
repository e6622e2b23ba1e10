// Formulas for many servers.
#include <cmath>

#include "simulator/formulas.hpp"
#include "simulator/quantile.hpp"

namespace dispatchbench::simulator {

double erlang_c(unsigned servers, double load) {
  const double offered = load * static_cast<double>(servers);
  double blocked = 1;  // Erlang's B, of one server more each time
  for (unsigned k = 1; k <= servers; ++k) {
    blocked = offered * blocked / (static_cast<double>(k) + offered * blocked);
  }
  return blocked / (1 - load * (1 - blocked));
}

double mmk_mean_wait(unsigned servers, double load, double service) {
  return erlang_c(servers, load) * service / (static_cast<double>(servers) * (1 - load));
}

double mmk_mean_sojourn(unsigned servers, double load, double service) {
  return service + mmk_mean_wait(servers, load, service);
}

double mmk_sojourn_above(unsigned servers, double load, double service, double time) {
  const double waits = erlang_c(servers, load);
  const double services = time / service;
  const double spare = static_cast<double>(servers) * (1 - load) - 1;
  // A wait that is exponential, and a service: where both have the same rate the limit holds.
  const double both = std::abs(spare) < 1e-9 ? services : -std::expm1(-services * spare) / spare;
  return std::exp(-services) * (1 + waits * both);
}

double mmk_sojourn_quantile(unsigned servers, double load, double service, double quantile) {
  const auto above = [&](double time) { return mmk_sojourn_above(servers, load, service, time); };
  return time_where(above, 1 - quantile, service);
}

double mgk_mean_wait(unsigned servers, double load, double service, double squared_variation) {
  return mmk_mean_wait(servers, load, service) * (1 + squared_variation) / 2;
}

double mgk_mean_sojourn(unsigned servers, double load, double service, double squared_variation) {
  return service + mgk_mean_wait(servers, load, service, squared_variation);
}

double closed_network_utilization(std::uint64_t requests, std::uint64_t servers) {
  if (requests == 0) return 0;
  return static_cast<double>(requests) / static_cast<double>(requests + servers - 1);
}

double supermarket_tail(double load, unsigned choices, unsigned length) {
  double exponent = 0;  // 1 + d + … + d^(length - 1)
  for (unsigned i = 0; i < length; ++i) exponent = exponent * static_cast<double>(choices) + 1;
  return std::pow(load, exponent);
}

/// By Little's law, from the mean number of requests at a server.
double supermarket_mean_sojourn(double load, double service, unsigned choices) {
  if (load <= 0) return service;
  double requests = 0;
  for (unsigned length = 1;; ++length) {
    const double tail = supermarket_tail(load, choices, length);
    requests += tail;
    if (tail < 1e-15 * requests) break;
  }
  return requests / load * service;
}

}  // namespace dispatchbench::simulator
