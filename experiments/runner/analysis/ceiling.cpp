#include "experiments/runner/analysis/ceiling.hpp"

#include <algorithm>

#include "experiments/runner/run/planned_load.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

std::optional<double> lower(std::optional<double> a, std::optional<double> b) {
  if (a && b) return std::min(*a, *b);
  return a ? a : b;
}

}  // namespace

std::optional<double> emulated_ceiling(const MeasuredRun& run) {
  if (!run.server.report || !run.server.report->options.threads) return std::nullopt;
  const LoadReport& load = *run.load.report;
  const double bytes = load.bytes_sent.value_or(0);
  if (bytes <= 0 || load.requests == 0) return std::nullopt;
  const ServerOptions& options = run.server.report->options;
  if (options.demand) return std::nullopt;
  const double body = bytes / static_cast<double>(load.requests);
  const double seconds = emulated_seconds(options, body);
  if (seconds <= 0) return std::nullopt;
  return *options.threads * body / seconds;
}

std::optional<double> percent_of_ceiling(const Runs& runs, const Runs& ceiling) {
  const auto measured = by_round(ceiling, bytes_per_second);
  std::vector<double> percents;
  for (const MeasuredRun* run : runs) {
    const auto same_round = measured.find(run->round);
    const auto beside =
        same_round == measured.end() ? std::optional<double>() : std::optional(same_round->second);
    const auto most = lower(beside, emulated_ceiling(*run));
    if (most && *most > 0 && bytes_per_second(*run) > 0) {
      percents.push_back(100 * bytes_per_second(*run) / *most);
    }
  }
  if (percents.empty()) return std::nullopt;
  return median(std::move(percents));
}

}  // namespace dispatchbench::runner
