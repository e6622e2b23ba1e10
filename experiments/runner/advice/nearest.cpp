#include "experiments/runner/advice/nearest.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "workload/demand.hpp"

namespace dispatchbench::runner {
namespace {

// Further than anything that is simulated: kept connections, and demand without a variance.
constexpr double as_if_kept = 4096;
constexpr double most_variation = 64;

double spread_of(const workload::Distribution& demand) {
  return 1 + std::min(demand.squared_variation(), most_variation);
}

double requests_of(std::optional<std::uint64_t> requests) {
  return requests ? std::min(static_cast<double>(*requests), as_if_kept) : as_if_kept;
}

std::string connections_in_words(std::optional<std::uint64_t> requests) {
  return requests ? fmt::format("{} requests a connection", *requests) : "kept connections";
}

class Comparison {
 public:
  void add(double here, double there, const std::string& what) {
    const double doublings = std::log2(there / here);
    if (std::abs(doublings) < 0.05) return;
    squares_ += doublings * doublings;
    differences_.push_back(what);
  }
  NearestCase in(const MappedWorkload& workload, unsigned cores) && {
    return {workload.name, cores, std::sqrt(squares_), std::move(differences_), {}};
  }

 private:
  double squares_ = 0;
  std::vector<std::string> differences_;
};

NearestCase compared(const Description& asked, const MappedWorkload& workload, unsigned cores) {
  const auto demand = *workload::parse_demand(asked.demand);
  const auto other = workload::parse_demand(workload.demand).value_or(demand);
  Comparison comparison;
  comparison.add(asked.cores, cores, fmt::format("{} cores instead of {}", cores, asked.cores));
  const double connections = static_cast<double>(asked.connections) / asked.cores;
  comparison.add(connections, workload.connections_per_core,
                 fmt::format("{:.3g} connections a core instead of {:.3g}",
                             workload.connections_per_core, connections));
  comparison.add(
      requests_of(asked.requests_per_connection), requests_of(workload.requests_per_connection),
      fmt::format("{} instead of {}", connections_in_words(workload.requests_per_connection),
                  connections_in_words(asked.requests_per_connection)));
  comparison.add(demand.mean(), other.mean(),
                 fmt::format("a mean demand of {:.3g} ms instead of {:.3g} ms", other.mean() * 1e-6,
                             demand.mean() * 1e-6));
  comparison.add(spread_of(demand), spread_of(other),
                 fmt::format("demand {} instead of {}", workload.demand, asked.demand));
  return std::move(comparison).in(workload, cores);
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
                                        bool measured) {
  std::optional<NearestCase> nearest;
  for (const MappedWorkload& workload : map.workloads) {
    if (workload.arrivals != "poisson") continue;  // nobody can describe bursts
    if (workload.blocks != (description.blocked_share > 0)) continue;
    for (const unsigned cores : map.cores) {
      NearestCase found = compared(description, workload, cores);
      found.measured = measured_in(map, workload.name, cores);
      if (measured && found.measured.empty()) continue;
      if (!nearest || found.distance < nearest->distance) nearest = std::move(found);
    }
  }
  return nearest;
}

}  // namespace dispatchbench::runner
