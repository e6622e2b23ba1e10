#include "simulator/runs/latency_figures.hpp"

namespace dispatchbench::simulator {

LatencyFigures figures_of(const runner::Latency& latency) {
  LatencyFigures figures;
  figures.mean_seconds = latency.mean_nanoseconds() * 1e-9;
  for (const auto& [share, seconds] : percentiles_told) figures.*seconds = latency.value_at(share);
  return figures;
}

}  // namespace dispatchbench::simulator
