#include "simulator/runs/latency_figures.hpp"

namespace dispatchbench::simulator {

LatencyFigures figures_of(const runner::Latency& latency) {
  LatencyFigures figures;
  figures.mean_seconds = latency.mean_nanoseconds() * 1e-9;
  for (const auto& [share, seconds] : percentiles_told) figures.*seconds = latency.value_at(share);
  return figures;
}

runner::Json to_json(const LatencyFigures& figures) {
  return {{"mean_seconds", figures.mean_seconds},
          {"p50_seconds", runner::or_null(figures.p50_seconds)},
          {"p99_seconds", runner::or_null(figures.p99_seconds)},
          {"p999_seconds", runner::or_null(figures.p999_seconds)}};
}

}  // namespace dispatchbench::simulator
