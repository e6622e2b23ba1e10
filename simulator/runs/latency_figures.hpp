// What is told of a latency: its mean and the percentiles that figures show.
#pragma once

#include <optional>

#include "experiments/runner/results/latency.hpp"

namespace dispatchbench::simulator {

/// In seconds.
struct LatencyFigures {
  double mean_seconds = 0;
  std::optional<double> p50_seconds;  ///< nothing: not known
  std::optional<double> p99_seconds;
  std::optional<double> p999_seconds;
};

struct Percentile {
  double share;
  std::optional<double> LatencyFigures::*seconds;
};
inline constexpr Percentile percentiles_told[] = {{0.5, &LatencyFigures::p50_seconds},
                                                  {0.99, &LatencyFigures::p99_seconds},
                                                  {0.999, &LatencyFigures::p999_seconds}};

LatencyFigures figures_of(const runner::Latency& latency);

/// {"mean_seconds": …, "p50_seconds": …, …}, null where nothing is known.
runner::Json to_json(const LatencyFigures& figures);

}  // namespace dispatchbench::simulator
