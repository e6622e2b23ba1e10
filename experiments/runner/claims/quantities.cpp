#include <array>

#include <fmt/format.h>

#include "experiments/runner/claims/measured.hpp"
#include "experiments/runner/claims/quantity.hpp"
#include "experiments/runner/statistics/balls_in_bins.hpp"
#include "experiments/runner/statistics/moments.hpp"

namespace dispatchbench::runner {
namespace {

Estimate exactly(double value) {
  return {value, value, value};
}

/// Of the maximum load of a hash.
template <class F>
Estimate of_fullest(const Quantity& quantity, F f) {
  return exactly(maximum_load(quantity.connections, quantity.listeners).mean_of(f));
}

using Q = const Quantity&;
using E = const Evidence&;

constexpr std::array<std::string_view, 2> row_keys{"of", "at"};
constexpr std::array<std::string_view, 4> figure_keys{"of", "at", "metric", "minus"};
constexpr std::array<std::string_view, 6> figures{"of", "at", "to", "to_at", "metric", "minus"};
constexpr std::array<std::string_view, 3> percentile{"of", "at", "percentile"};
constexpr std::array<std::string_view, 3> busiest{"of", "at", "workers"};
constexpr std::array<std::string_view, 3> fullest{"of", "at", "connections"};
constexpr std::array<std::string_view, 3> pair{"of", "at", "to"};
constexpr std::array<std::string_view, 4> crossing_pair{"of", "at", "to", "over"};
constexpr std::array<std::string_view, 2> hash_arguments{"connections", "listeners"};

constexpr std::array table{
    QuantityKind{
        "requests_per_second", row_keys, "the median over the runs",
        [](Q q, E e) { return estimate(e.row(q.of, q.at).requests_per_second.values, e.looks()); }},
    QuantityKind{
        "bytes_per_second", row_keys, "likewise",
        [](Q q, E e) { return estimate(e.row(q.of, q.at).bytes_per_second.values, e.looks()); }},
    QuantityKind{"metric", figure_keys,
                 "a metric that experiments compare: the median over the runs", metric_value},
    QuantityKind{"metric_ratio", figures, "of such a metric in the same round: the median",
                 metric_ratio},
    QuantityKind{"percentile", percentile, "of the latency in seconds: the median over the runs",
                 latency_percentile},
    QuantityKind{"of_cores", row_keys, "busy share of the workers' cores",
                 [](Q q, E e) { return utilization(q, e, &Utilization::of_cores); }},
    QuantityKind{"busiest_over_mean", row_keys, "busy time of the busiest worker and the mean one",
                 [](Q q, E e) { return utilization(q, e, &Utilization::busiest_over_mean); }},
    QuantityKind{"time_nearly_all_busy", row_keys,
                 "share of the time: nine tenths of the workers busy",
                 [](Q q, E e) { return utilization(q, e, &Utilization::time_nearly_all_busy); }},
    QuantityKind{"time_few_busy", row_keys, "likewise: a sixth of them or fewer",
                 [](Q q, E e) { return utilization(q, e, &Utilization::time_few_busy); }},
    QuantityKind{"idle_while_queued", row_keys,
                 "likewise: a worker idle while a request waited for another",
                 [](Q q, E e) { return utilization(q, e, &Utilization::idle_while_queued); }},
    QuantityKind{"busiest_share", busiest, "of the requests: what so many busiest workers answered",
                 busiest_share},
    QuantityKind{"fullest_over_mean", row_keys,
                 "connections of the fullest worker and the mean one", fullest_over_mean},
    QuantityKind{"runs_with_fullest", fullest,
                 "share of the runs: some worker got so many connections or more",
                 runs_with_fullest},
    QuantityKind{"ratio", pair, "of requests/s in the same round: the median", rate_ratio},
    QuantityKind{"mean_ratio", pair, "likewise: the mean",
                 [](Q q, E e) { return mean_estimate(rate_ratios(q, e)); }},
    QuantityKind{"crossing", crossing_pair, "the value of an option at which the ratio passes 1",
                 rate_crossing},
    QuantityKind{"hash_occupied", hash_arguments, "listeners that get any connection, on average",
                 [](Q q, E) { return exactly(mean_occupied(q.connections, q.listeners)); }},
    QuantityKind{"hash_all_occupied", hash_arguments, "the chance that every listener gets any",
                 [](Q q, E) {
                   return exactly(minimum_load(q.connections, q.listeners).mean_of([](double n) {
                     return n > 0 ? 1.0 : 0.0;
                   }));
                 }},
    QuantityKind{"hash_all_on_one", hash_arguments, "the chance that one listener gets them all",
                 [](Q q, E) {
                   const auto all = static_cast<double>(q.connections);
                   return of_fullest(q, [all](double n) { return n == all ? 1.0 : 0.0; });
                 }},
    QuantityKind{"hash_fullest", hash_arguments, "connections on the fullest listener, on average",
                 [](Q q, E) { return of_fullest(q, [](double n) { return n; }); }},
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
  const auto rounds = evidence.run().summary.rounds;
  const auto needed = rounds_needed(evidence.comparisons());
  if (rounds >= needed) {
    throw CannotTell(fmt::format("its {} rounds give no interval", rounds));
  }
  throw CannotTell(fmt::format("too few rounds: {}, and an interval needs {}", rounds, needed));
}

}  // namespace dispatchbench::runner
