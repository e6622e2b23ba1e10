// From the processor times of threads to what events cost.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "machine/cost_profile.hpp"

namespace dispatchbench {

/// What threads of one kind did in one run, and the processor time that it took them.
struct CostObservation {
  std::array<double, event_count> counts{};
  double cpu_ns = 0;
};

/// The workers', each kind of other thread's and the client's, from the reports of a run on a
/// machine where nothing costs anything. Those below 10 ms are left out: what they cost besides
/// events would be a part of it. Throws nlohmann's exception where a key is missing.
std::vector<CostObservation> observations_of(const nlohmann::json& server_report,
                                             const nlohmann::json& load_report);

/// Costs, none below zero, whose sums over the events come closest to the processor times, in
/// parts of each. Intervals: the percentile bootstrap over the observations. An event that is one
/// in 200 or more in fewer than three of them is given no cost, for it cannot be told. Where two
/// events always come together, the observations say only what both cost; how it is divided then
/// changes nothing that is predicted for them together.
MeasuredCosts fit_costs(std::span<const CostObservation> measured, std::uint64_t seed);

}  // namespace dispatchbench
