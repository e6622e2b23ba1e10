#include "experiments/runner/analysis/noise_floor.hpp"

#include <array>
#include <cmath>

#include "experiments/runner/results/estimate_json.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::array differences{0.01, 0.02, 0.05};

std::vector<double> logarithms(const std::vector<double>& ratios) {
  std::vector<double> result;
  result.reserve(ratios.size());
  for (const double ratio : ratios) result.push_back(std::log(ratio));
  return result;
}

Json rounds_for_each(double spread) {
  Json needed = Json::array();
  for (const double difference : differences) {
    const auto rounds = rounds_to_detect(difference, spread);
    needed.push_back(
        {{"difference", difference}, {"rounds", rounds ? Json(*rounds) : Json(nullptr)}});
  }
  return needed;
}

Json noise_of(const Twins& twins, unsigned comparisons) {
  const auto ratios = paired_ratios(twins.runs_of_second, twins.runs_of_first);
  if (ratios.empty()) return nullptr;
  const bool enough = ratios.size() >= rounds_needed();
  const double spread = robust_spread(logarithms(ratios));
  return {{"first", twins.first},
          {"second", twins.second},
          {"point", twins.point},
          {"rounds", by_round(twins.runs_of_second, requests_per_second).size()},
          {"ratio", to_json(estimate_of_ratios(ratios, comparisons), ratios)},
          {"spread", enough ? Json(spread) : Json(nullptr)},
          {"rounds_to_detect", enough ? rounds_for_each(spread) : Json::array()}};
}

}  // namespace

Json noise_floor(const std::vector<Twins>& twins, unsigned comparisons) {
  Json rows = Json::array();
  const auto all = static_cast<unsigned>(twins.size()) * comparisons;
  for (const Twins& pair : twins) {
    if (Json row = noise_of(pair, all); !row.is_null()) rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace dispatchbench::runner
