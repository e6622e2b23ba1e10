#include "experiments/runner/commands/measured_part.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/statistics/statistics.hpp"
#include "simulator/map/measurable.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double shortest_run_seconds = 0.2;

}  // namespace

void add_measured_part(const OptionValues& values, MapPlan& plan) {
  if (!values.has("measure")) {
    if (argument_in(values).empty()) return;
    throw UsageError(fmt::format("map {}: expected --measure before it", argument_in(values)));
  }
  MeasuredPart part;
  part.strategies = simulator::strategies_to_measure(argument_in(values), plan.strategies);
  part.cores = plan.cores.front();
  part.rounds = plan.quick ? rounds_needed() : 2 * rounds_needed();
  const double scale = static_cast<double>(plan.requests) / standard_requests(plan.quick);
  part.run_seconds = std::max(shortest_run_seconds, (plan.quick ? 1.5 : 10) * scale);
  plan.measured = std::move(part);
}

}  // namespace dispatchbench::runner
