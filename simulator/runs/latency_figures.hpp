// What is told of a latency: its mean and the percentiles that figures show.
#pragma once

#include <optional>

#include "experiments/runner/results/fields.hpp"
#include "experiments/runner/results/latency.hpp"

namespace dispatchbench::simulator {

/// In seconds.
struct LatencyFigures {
  double mean_seconds = 0;
  std::optional<double> p50_seconds;  ///< nothing: not known
  std::optional<double> p99_seconds;
  std::optional<double> p999_seconds;
};

using runner::Bound;    // for the lists of fields
using runner::to_json;  // by them
DISPATCHBENCH_FIELDS(LatencyFigures, required(mean_seconds, p50_seconds, p99_seconds, p999_seconds))

struct Percentile {
  double share;
  std::optional<double> LatencyFigures::*seconds;
};
inline constexpr Percentile percentiles_told[] = {{0.5, &LatencyFigures::p50_seconds},
                                                  {0.99, &LatencyFigures::p99_seconds},
                                                  {0.999, &LatencyFigures::p999_seconds}};

LatencyFigures figures_of(const runner::Latency& latency);

}  // namespace dispatchbench::simulator
