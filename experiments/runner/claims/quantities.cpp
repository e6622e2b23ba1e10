#include "experiments/runner/claims/quantities.hpp"

#include <array>
#include <set>

#include <fmt/format.h>

#include "experiments/runner/results/utilization.hpp"
#include "experiments/runner/statistics/balls_in_bins.hpp"
#include "experiments/runner/statistics/crossing.hpp"
#include "experiments/runner/statistics/moments.hpp"

namespace dispatchbench::runner {
namespace {

Estimate exactly(double value) {
  return {value, value, value};
}

/// Every run of `of` over the median of `to` in its round, so that a slow minute hits both.
std::vector<double> ratios(const Quantity& quantity, const Evidence& evidence) {
  const RowSummary& of = evidence.row(quantity.of, quantity.at);
  const RowSummary& to = evidence.row(quantity.to, of.point);
  const auto others = evidence.rates_by_round(to);
  std::vector<double> ratios;
  for (const auto& [round, rates] : evidence.rates_by_round(of)) {
    const auto other = others.find(round);
    if (other == others.end() || median(other->second) <= 0) continue;
    for (const double rate : rates) {
      if (rate > 0) ratios.push_back(rate / median(other->second));
    }
  }
  if (ratios.empty()) throw CannotTell(of.name + " and " + to.name + " have no round in common");
  return ratios;
}

Estimate ratio(const Quantity& quantity, const Evidence& evidence) {
  return estimate_of_ratios(ratios(quantity, evidence), evidence.comparisons());
}

/// Over all values of the option `over`, in rising order.
Estimate crossing_over(const Quantity& quantity, const Evidence& evidence) {
  std::set<double> values;
  for (const Json& point : evidence.at(quantity.at).points()) {
    if (const auto value = number_at(point, quantity.over)) values.insert(*value);
  }
  std::vector<RatioAt> along;
  along.reserve(values.size());
  for (const double value : values) {
    along.push_back({value, ratio(quantity, evidence.at({{quantity.over, value}}))});
  }
  if (const auto found = crossing(along)) return *found;
  throw CannotTell(fmt::format("the ratio is not shown to pass 1 exactly once over {} values of {}",
                               values.size(), quantity.over));
}

/// The median over the single runs of what `figure` finds in each.
template <class Figure>
Estimate over_runs(const Quantity& quantity, const Evidence& evidence, Figure figure) {
  std::vector<double> values;
  for (const MeasuredRun* run : evidence.runs_of(evidence.row(quantity.of, quantity.at))) {
    if (const std::optional<double> value = figure(*run)) values.push_back(*value);
  }
  if (!values.empty()) return estimate(values, evidence.looks());
  throw CannotTell(
      fmt::format("no single run is there that says {} of {}", quantity.kind->name, quantity.of));
}

template <std::optional<double> Utilization::*figure>
Estimate utilization(const Quantity& quantity, const Evidence& evidence) {
  return over_runs(quantity, evidence,
                   [](const MeasuredRun& run) { return utilization_of(run).*figure; });
}

using Q = const Quantity&;
using E = const Evidence&;

constexpr std::array<std::string_view, 2> row{"of", "at"};
constexpr std::array<std::string_view, 3> percentile{"of", "at", "percentile"};
constexpr std::array<std::string_view, 3> pair{"of", "at", "to"};
constexpr std::array<std::string_view, 4> crossing_pair{"of", "at", "to", "over"};
constexpr std::array<std::string_view, 2> hash_arguments{"connections", "listeners"};

constexpr std::array table{
    QuantityKind{
        "requests_per_second", row, "the median over the runs",
        [](Q q, E e) { return estimate(e.row(q.of, q.at).requests_per_second.values, e.looks()); }},
    QuantityKind{
        "bytes_per_second", row, "likewise",
        [](Q q, E e) { return estimate(e.row(q.of, q.at).bytes_per_second.values, e.looks()); }},
    QuantityKind{"percentile", percentile, "of the latency in seconds: the median over the runs",
                 [](Q q, E e) {
                   return over_runs(q, e, [&](const MeasuredRun& run) {
                     return run.load.report->latency.value_at(q.percentile / 100);
                   });
                 }},
    QuantityKind{"of_cores", row, "busy share of the workers' cores",
                 utilization<&Utilization::of_cores>},
    QuantityKind{"busiest_over_mean", row, "busy time of the busiest worker and the mean one",
                 utilization<&Utilization::busiest_over_mean>},
    QuantityKind{"time_nearly_all_busy", row, "share of the time: nine tenths of the workers busy",
                 utilization<&Utilization::time_nearly_all_busy>},
    QuantityKind{"time_few_busy", row, "likewise: a sixth of them or fewer",
                 utilization<&Utilization::time_few_busy>},
    QuantityKind{"ratio", pair, "of requests/s in the same round: the median", ratio},
    QuantityKind{"mean_ratio", pair, "likewise: the mean",
                 [](Q q, E e) { return mean_estimate(ratios(q, e)); }},
    QuantityKind{"crossing", crossing_pair, "the value of an option at which the ratio passes 1",
                 crossing_over},
    QuantityKind{"hash_occupied", hash_arguments, "listeners that get any connection, on average",
                 [](Q q, E) { return exactly(mean_occupied(q.connections, q.listeners)); }},
    QuantityKind{"hash_all_occupied", hash_arguments, "the chance that every listener gets any",
                 [](Q q, E) {
                   return exactly(minimum_load(q.connections, q.listeners).mean_of([](double n) {
                     return n > 0 ? 1.0 : 0.0;
                   }));
                 }},
    QuantityKind{"hash_fullest", hash_arguments, "connections on the fullest listener, on average",
                 [](Q q, E) { return exactly(maximum_load(q.connections, q.listeners).mean()); }},
    QuantityKind{"hash_emptiest_over_fullest", hash_arguments,
                 "the emptiest listener's share of that",
                 [](Q q, E) {
                   return exactly(minimum_load(q.connections, q.listeners).mean() /
                                  maximum_load(q.connections, q.listeners).mean());
                 }},
    QuantityKind{"hash_efficiency", hash_arguments,
                 "throughput of an even placement's, fixed shares: mean",
                 [](Q q, E) { return exactly(efficiency(q.connections, q.listeners).mean); }},
    QuantityKind{"hash_efficiency_deviation", hash_arguments, "likewise: standard deviation",
                 [](Q q, E) { return exactly(efficiency(q.connections, q.listeners).deviation); }},
};

}  // namespace

std::span<const QuantityKind> quantities() {
  return table;
}

Estimate value_of(const Operand& operand, const Evidence& evidence) {
  if (const auto* number = std::get_if<double>(&operand)) return exactly(*number);
  const auto& quantity = std::get<Quantity>(operand);
  const Estimate found = quantity.kind->measure(quantity, evidence);
  if (found.low && found.high) return found;
  throw CannotTell(fmt::format("too few rounds: {}, and an interval needs {}",
                               evidence.run().summary.rounds,
                               rounds_needed(evidence.comparisons())));
}

}  // namespace dispatchbench::runner
