#include "experiments/runner/advice/nearest.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/units.hpp"
#include "workload/demand.hpp"

namespace dispatchbench::runner {
namespace {

// Further than anything that is simulated: kept connections, and demand without a variance.
constexpr double as_if_kept = 4096;
constexpr double most_variation = 64;

double spread_of(double squared_variation) {
  return 1 + std::min(squared_variation, most_variation);
}

double variation_of(const Description& description) {
  if (description.traced) return description.traced->squared_variation;
  return workload::parse_demand(description.demand)->squared_variation();
}

std::string demand_in_words(const Description& description) {
  if (!description.traced) return description.demand;
  return fmt::format("of squared variation {:.3g}", description.traced->squared_variation);
}

double requests_of(std::optional<std::uint64_t> requests) {
  return requests ? std::min(static_cast<double>(*requests), as_if_kept) : as_if_kept;
}

std::string connections_in_words(std::optional<std::uint64_t> requests) {
  return requests ? format_count(*requests, "request") + " a connection" : "kept connections";
}

class Doublings {
 public:
  void add(double here, double there, const std::string& what) {
    const double doublings = std::log2(there / here);
    if (std::abs(doublings) < 0.05) return;
    squares_ += doublings * doublings;
    differences_.push_back(what);
  }
  NearestCase in(const MappedWorkload& workload, unsigned cores) && {
    return {{}, workload.name, cores, std::sqrt(squares_), std::move(differences_), {}};
  }

 private:
  double squares_ = 0;
  std::vector<std::string> differences_;
};

void compare_machine(const Description& asked, const MappedWorkload& workload, unsigned cores,
                     Doublings& comparison) {
  comparison.add(asked.cores, cores,
                 fmt::format("{} instead of {}", format_count(cores, "core"), asked.cores));
  comparison.add(static_cast<double>(asked.threads_per_core),
                 static_cast<double>(workload.threads_per_core),
                 fmt::format("{} a core instead of {}",
                             format_count(workload.threads_per_core, "worker thread"),
                             asked.threads_per_core));
  const double connections = static_cast<double>(asked.connections) / asked.cores;
  comparison.add(
      connections, workload.connections_per_core,
      fmt::format("{} connections a core instead of {}",
                  format_figure(workload.connections_per_core), format_figure(connections)));
}

void compare_requests(const Description& asked, double service, const MappedWorkload& workload,
                      Doublings& comparison) {
  comparison.add(
      requests_of(asked.requests_per_connection), requests_of(workload.requests_per_connection),
      fmt::format("{} instead of {}", connections_in_words(workload.requests_per_connection),
                  connections_in_words(asked.requests_per_connection)));
  comparison.add(service, workload.mean_service_seconds,
                 fmt::format("{} ms of a core a request instead of {} ms",
                             format_figure(workload.mean_service_seconds * 1e3),
                             format_figure(service * 1e3)));
  const double variation = variation_of(asked);
  const auto other = workload::parse_demand(workload.demand);
  comparison.add(spread_of(variation), spread_of(other ? other->squared_variation() : variation),
                 fmt::format("demand {} instead of {}", workload.demand, demand_in_words(asked)));
  if (workload.blocks) {
    comparison.add(
        asked.blocked_share, 1,
        fmt::format("all of the demand blocking instead of {:.3g} %", 100 * asked.blocked_share));
  }
}

/// `loads` are those that the map has of the case.
void compare_load(double asked, const std::vector<double>& loads, Doublings& comparison) {
  if (loads.empty()) return;
  const double nearest =
      std::ranges::min(loads, {}, [&](double load) { return std::abs(load - asked); });
  const auto left = [](double load) { return std::max(0.01, 1 - load); };
  comparison.add(left(asked), left(nearest),
                 fmt::format("load {:.3g} instead of {:.3g}", nearest, asked));
}

std::vector<double> loads_of(const Map& map, const std::string& workload, unsigned cores,
                             bool measured) {
  if (!measured) return map.loads;
  std::vector<double> loads;
  for (const Cell* cell : panel_of(map, workload, cores)) {
    if (cell->measured) loads.push_back(cell->measured->load);
  }
  return loads;
}

std::vector<std::string> measured_in(const Map& map, const std::string& workload, unsigned cores) {
  std::vector<std::string> names;
  for (const Cell* cell : panel_of(map, workload, cores)) {
    if (cell->measured || cell->source == "measured") names.push_back(cell->strategy);
  }
  return names;
}

}  // namespace

std::optional<NearestCase> nearest_case(const Map& map, const Description& description,
                                        double mean_service_seconds, bool measured) {
  std::optional<NearestCase> nearest;
  for (const MappedWorkload& workload : map.workloads) {
    // Nobody can describe bursts, or loads that are heard of late.
    if (workload.arrivals != "poisson" || workload.placement_delay) continue;
    if (workload.blocks != (description.blocked_share > 0)) continue;
    for (const unsigned cores : map.cores) {
      Doublings comparison;
      compare_machine(description, workload, cores, comparison);
      compare_requests(description, mean_service_seconds, workload, comparison);
      compare_load(description.load, loads_of(map, workload.name, cores, measured), comparison);
      NearestCase found = std::move(comparison).in(workload, cores);
      found.measured = measured_in(map, workload.name, cores);
      if (measured && found.measured.empty()) continue;
      if (!nearest || found.distance < nearest->distance) nearest = std::move(found);
    }
  }
  return nearest;
}

}  // namespace dispatchbench::runner
