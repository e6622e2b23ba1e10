// How many times slower an emulated machine must be so that it fits on the real one.
#include <algorithm>

#include "experiments/runner/spec/machine_spec.hpp"
#include "workload/distribution.hpp"

namespace dispatchbench::runner {
namespace {

using workload::Distribution;

constexpr double most_real_use = 0.5;  // of the processors, for sleeps must end when they should
constexpr double cold = 2.5;  // times as much as it costs takes what runs between two sleeps

/// Of what is drawn: a tail that has no mean is cut off somewhere.
double mean_in(const Json& load, const char* option, const char* standard, Quantity quantity) {
  const Json text = load.value(option, Json(standard));
  const auto distribution =
      Distribution::parse(text.is_string() ? text.get<std::string>() : text.dump(), quantity);
  if (!distribution) return 0;
  return std::min(distribution->mean(), static_cast<double>(distribution->largest()));
}

/// Nanoseconds for a request, with its part of its connection.
struct RequestCosts {
  double server = 0;
  double client = 0;
};

RequestCosts request_costs(const Costs& costs, const Json& server, const Json& load) {
  const double bytes = mean_in(load, "body-size", "40MB", Quantity::size);
  const auto kept_for = load.value("requests-per-connection", 0.0);
  const double connections = kept_for > 0 ? 1 / kept_for : 0;
  RequestCosts each;
  each.server = costs.of(Event::request) + costs.of(Event::fetch_events) +
                costs.of(Event::wake_up) + bytes * costs.of(byte_event(server));
  each.client = costs.of(Event::client_request) + bytes * costs.of(Event::client_byte);
  for (const Event event : {Event::accept, Event::hand_over_parked, Event::take_over_parked,
                            Event::open_connection, Event::close_connection}) {
    each.server += connections * costs.of(event);
  }
  each.client += connections * costs.of(Event::client_connect);
  const double early = kept_for > 0 ? std::min(bytes, EarlyBytes::most / kept_for) : 0;
  each.server += early * costs.of(Event::early_byte);
  each.client += early * costs.of(Event::client_early_byte);
  return each;
}

}  // namespace

Event byte_event(const Json& server) {
  const auto copy = server.value("copy", std::string("read"));
  if (copy == "splice") return Event::byte_splice;
  return copy == "discard" ? Event::byte_discard : Event::byte_read;
}

double least_dilation(const MachineSpec& machine, const Json& server, const Json& load,
                      unsigned processors) {
  const RequestCosts each = request_costs(machine.costs(), server, load);
  const RequestCosts here = request_costs(machine.profile.costs(), server, load);
  const bool obeyed = server.value("demand", Json()) == "emulate";
  const double demand = obeyed ? mean_in(load, "demand", "0", Quantity::time) : 0;
  const double charged = each.server + demand + (machine.client_shares ? each.client : 0);
  if (charged <= 0) return 1;
  const double real = machine.cores * cold * (here.server + here.client) / charged;
  return std::max(1.0, real / (most_real_use * processors));
}

}  // namespace dispatchbench::runner
