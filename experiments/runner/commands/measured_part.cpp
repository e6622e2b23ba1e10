#include "experiments/runner/commands/measured_part.hpp"

#include <algorithm>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double shortest_run_seconds = 0.2;

/// What stands behind --measure; empty: the map chooses.
std::vector<std::string> strategies_to_measure(const OptionValues& values,
                                               const std::vector<std::string>& mapped) {
  const std::string asked = argument_in(values);
  if (asked.empty()) return {};
  if (asked == "all") return mapped;
  std::vector<std::string> names;
  boost::split(names, asked, boost::is_any_of(","));
  for (const std::string& name : names) {
    if (std::ranges::find(mapped, name) != mapped.end()) continue;
    refuse_option("measure", name,
                  fmt::format("nothing behind it, all, or some of {}", fmt::join(mapped, ", ")));
  }
  return names;
}

}  // namespace

void add_measured_part(const OptionValues& values, MapPlan& plan) {
  if (!values.has("measure")) {
    if (argument_in(values).empty()) return;
    throw UsageError(fmt::format("map {}: expected --measure before it", argument_in(values)));
  }
  MeasuredPart part;
  part.strategies = strategies_to_measure(values, plan.strategies);
  part.cores = plan.cores.front();
  part.rounds = plan.quick ? rounds_needed() : 2 * rounds_needed();
  const double scale = static_cast<double>(plan.requests) / (plan.quick ? 8'000.0 : 100'000.0);
  part.run_seconds = std::max(shortest_run_seconds, (plan.quick ? 1.5 : 10) * scale);
  plan.measured = std::move(part);
}

}  // namespace dispatchbench::runner
