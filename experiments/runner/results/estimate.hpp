// Estimates as result files hold them.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/results/fields.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Estimate>& estimate) {
  field("median", estimate.median);
  field("low", estimate.low);
  field("high", estimate.high);
}

/// A figure's values, one a run, and what they say together: nothing if there is none.
struct Sample {
  std::optional<double> median;
  std::optional<double> low;  ///< nothing where there are too few values for an interval
  std::optional<double> high;
  std::vector<double> values;

  /// Nothing if there are no values.
  std::optional<Estimate> estimate() const {
    return median ? std::optional(Estimate{*median, low, high}) : std::nullopt;
  }
};

inline Sample sample_of(const Estimate& estimate, std::vector<double> values) {
  return {estimate.median, estimate.low, estimate.high, std::move(values)};
}

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Sample>& sample) {
  field("median", sample.median);
  field("low", sample.low);
  field("high", sample.high);
  field("values", sample.values);
}

}  // namespace dispatchbench::runner
