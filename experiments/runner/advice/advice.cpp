#include "experiments/runner/advice/advice.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/named_rows.hpp"
#include "base/units.hpp"
#include "experiments/runner/map/grading.hpp"
#include "experiments/runner/map/map_words.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

std::string lines_of(const std::vector<ServerSetting>& settings) {
  std::string text;
  for (const ServerSetting& setting : settings) {
    text += fmt::format("      {}: {}\n", setting.software, setting.setting);
  }
  return text;
}

/// At the load that was asked for, which is the only one.
std::optional<double> p999_of(const Cell& cell) {
  if (cell.curve.empty()) return std::nullopt;
  return cell.curve.back().latency_p999_seconds;
}

/// Median; to that of the same requests at `best`.
CellLatency mean_latency_of(const Cell& cell, const Cell& best) {
  std::vector<double> means;
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(cell.draws.size(), best.draws.size()); ++i) {
    means.push_back(cell.draws[i].latency_mean_seconds);
    ratios.push_back(cell.draws[i].latency_mean_seconds / best.draws[i].latency_mean_seconds);
  }
  if (means.empty()) return {};
  return {median(means), std::nullopt, std::nullopt, median(ratios)};
}

/// Where the slowest hundredth is what heavy requests are, p99 is now one of these and now none.
constexpr double wide = 3;

bool lies_at_an_edge(const std::vector<AdvisedStrategy>& strategies) {
  if (strategies.empty()) return false;
  const CellLatency& best = strategies.front().latency_p99;
  return best.low && best.high && *best.high > wide * *best.low;
}

std::string about_the_edge(const Advice& advice) {
  if (!lies_at_an_edge(advice.strategies)) return "";
  const CellLatency& best = advice.strategies.front().latency_p99;
  return fmt::format(
      "p99 lies at an edge of what requests ask for: over the draws the best one's is {} to "
      "{}. So p99.9 stands beside it.\n\n",
      format_figure(*best.low * 1e3), shown_ms(*best.high));
}

std::string p999_of(const AdvisedStrategy& strategy) {
  if (!strategy.latency_p999_seconds) return "";
  return fmt::format(", p99.9 {}", shown_ms(*strategy.latency_p999_seconds));
}

std::string paragraph(const AdvisedStrategy& strategy, bool at_an_edge) {
  std::string text =
      fmt::format("  {}: p99 {}{}", strategy.name, shown_ms(strategy.latency_p99.seconds),
                  interval_ms(strategy.latency_p99.low, strategy.latency_p99.high));
  if (at_an_edge) text += p999_of(strategy);
  text += fmt::format(
      ", {} times the best; mean {}, {} times", format_figure(strategy.latency_p99.relative),
      shown_ms(strategy.latency_mean.seconds), format_figure(strategy.latency_mean.relative));
  if (strategy.cause && !strategy.fits) text += fmt::format("; {}", *strategy.cause);
  if (strategy.idle_while_queued >= 0.005) {
    text += fmt::format("; a worker idle while a request waited {:.0f} % of the time",
                        100 * strategy.idle_while_queued);
  }
  if (!strategy.keeps_up) {
    text += fmt::format(
        "; it cannot keep up, {} requests/s are its most, so these latencies grow with the "
        "length of the run",
        format_figure(strategy.most_requests_per_second));
  }
  text += "\n";
  return text + lines_of(strategy.settings);
}

std::string not_simulated_of(const Advice& advice) {
  if (advice.not_simulated.empty()) return "";
  std::string text = "\nNot simulated, so nothing is said of them:\n";
  for (const NotSimulated& strategy : advice.not_simulated) {
    text +=
        fmt::format("  {}: {}\n{}", strategy.name, strategy.reason, lines_of(strategy.settings));
  }
  return text;
}

std::string paragraphs(const Advice& advice, bool fits) {
  std::string text;
  const bool at_an_edge = lies_at_an_edge(advice.strategies);
  for (const AdvisedStrategy& strategy : advice.strategies) {
    if (strategy.fits == fits) text += paragraph(strategy, at_an_edge);
  }
  return text;
}

std::string line_of(const ChangedAnswer& change) {
  std::vector<std::string> parts;
  if (!change.no_longer.empty()) {
    parts.push_back(fmt::format("no longer {}", fmt::join(change.no_longer, ", ")));
  }
  if (!change.now_too.empty()) {
    parts.push_back(fmt::format("{} too", fmt::join(change.now_too, ", ")));
  }
  return fmt::format("  {}: {} (the worst has {} times the p99 of the best)\n", change.what,
                     parts.empty() ? "the same" : fmt::format("{}", fmt::join(parts, "; ")),
                     format_figure(change.worst_relative));
}

std::string text_of(const NearestCase& nearest) {
  const std::string where =
      fmt::format("{} on {} cores ({})", nearest.workload, nearest.cores, nearest.map);
  if (nearest.differences.empty()) return where + ", the same in all that is compared";
  return fmt::format("{}, {:.1f} doublings away: {}", where, nearest.distance,
                     fmt::join(nearest.differences, ", "));
}

std::string nearest_of(const Advice& advice) {
  if (advice.map.empty()) return "There is no map to compare with; bench map makes one.\n";
  if (!advice.nearest) return fmt::format("Nothing in the map {} is like it.\n", advice.map);
  std::string text = fmt::format("Nearest case of a map: {}.\n", text_of(*advice.nearest));
  text += advice.nearest_measured
              ? fmt::format("Nearest case that was measured, with sockets: {} ({}).\n",
                            text_of(*advice.nearest_measured),
                            fmt::join(advice.nearest_measured->measured, ", "))
              : "No case like it was measured: this rests on simulation alone.\n";
  return text;
}

}  // namespace

std::vector<AdvisedStrategy> advised(const std::vector<Cell>& panel, double requests_per_second,
                                     const std::vector<MappedStrategy>& strategies,
                                     const std::vector<SettingsRow>& settings) {
  std::vector<AdvisedStrategy> all;
  const auto best = std::ranges::min_element(panel, {}, p99_seconds);
  for (const Cell& cell : panel) {
    const MappedStrategy* const known = find_named(strategies, cell.strategy);
    all.push_back({cell.strategy, known == nullptr ? "" : known->title, cell.tier == 1, cell.tier,
                   cell.latency_p99, mean_latency_of(cell, *best), p999_of(cell), cell.cause,
                   cell.idle_while_queued.share, cell.throughput.requests_per_second,
                   cell.throughput.requests_per_second >= requests_per_second,
                   settings_for(settings, cell.strategy)});
  }
  std::ranges::stable_sort(
      all, {}, [](const AdvisedStrategy& strategy) { return strategy.latency_p99.seconds; });
  return all;
}

ChangedAnswer change_of(const std::string& what, const std::vector<Cell>& panel,
                        const std::vector<AdvisedStrategy>& strategies) {
  ChangedAnswer change;
  change.what = what;
  for (const AdvisedStrategy& before : strategies) {
    const auto now = std::ranges::find(panel, before.name, &Cell::strategy);
    if (now == panel.end()) continue;
    change.worst_relative = std::max(change.worst_relative, now->latency_p99.relative);
    if (before.fits && now->tier > 1) change.no_longer.push_back(before.name);
    if (!before.fits && now->tier == 1) change.now_too.push_back(before.name);
  }
  return change;
}

std::string simulated_only(const Simulated& simulated) {
  const std::string of_what =
      simulated.trace
          ? fmt::format(
                "simulated replays of the {} requests of the trace, always the same ones; "
                "only what servers draw differs",
                simulated.requests)
          : fmt::format("simulated draws of at least {} requests", simulated.requests);
  return fmt::format(
      "Figures are medians of {} {}, with the costs of {}; "
      "caches, lock waiting and the network are not in them, nor strategies without a model.",
      simulated.draws, of_what, simulated.cpu);
}

std::string text_of(const Advice& advice) {
  std::string text = fmt::format(
      "{}: {} requests/s\n\n{}These fit: the medians of p99 and of mean latency are at most {} "
      "times those of the strategy with the best p99:\n{}",
      text_of(advice.description), format_figure(advice.requests_per_second),
      about_the_edge(advice), tier_limits[0], paragraphs(advice, true));
  const std::string others = paragraphs(advice, false);
  if (!others.empty()) text += fmt::format("\nThese do not:\n{}", others);
  text += not_simulated_of(advice);
  text += "\nWhat would change that:\n";
  for (const ChangedAnswer& change : advice.changes) text += line_of(change);
  text.append("\n").append(nearest_of(advice));
  for (const std::string& caveat : advice.caveats) text += caveat + "\n";
  return text;
}

}  // namespace dispatchbench::runner
