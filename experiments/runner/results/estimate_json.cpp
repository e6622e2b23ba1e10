#include "experiments/runner/results/estimate_json.hpp"

namespace dispatchbench::runner {

Json to_json(const Estimate& estimate, const std::vector<double>& values) {
  return {{"median", estimate.median},
          {"low", or_null(estimate.low)},
          {"high", or_null(estimate.high)},
          {"values", values}};
}

std::optional<Estimate> estimate_in(const Json& estimate) {
  const auto median = number_at(estimate, "median");
  if (!median) return std::nullopt;
  return Estimate{*median, number_at(estimate, "low"), number_at(estimate, "high")};
}

}  // namespace dispatchbench::runner
