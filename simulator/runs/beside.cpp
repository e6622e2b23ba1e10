#include "simulator/runs/beside.hpp"

#include "base/json_text.hpp"
#include "base/output.hpp"

namespace dispatchbench::simulator {

Residual BesideRow::residual() const {
  const LatencyFigures real = figures_of(measured);
  const LatencyFigures ideal = figures_of(simulated);
  return {real.mean_seconds / ideal.mean_seconds - 1, *real.p99_seconds / *ideal.p99_seconds - 1};
}

void write_beside(const runner::ResultsFolder& folder, const Beside& beside) {
  write_output(folder.path() / "theory.json", json_text(runner::Json(beside), 1) + "\n");
}

}  // namespace dispatchbench::simulator
