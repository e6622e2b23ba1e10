#include "experiments/runner/results/metric.hpp"

#include <array>

#include <fmt/format.h>

#include "base/named_rows.hpp"

namespace dispatchbench::runner {
namespace {

template <double (*rate)(const MeasuredRun&)>
std::optional<double> known(const MeasuredRun& run) {
  return rate(run);
}

template <double (Latency::*nanoseconds)() const noexcept>
std::optional<double> latency_figure(const MeasuredRun& run) {
  const Latency& latency = run.load.report->latency;
  return latency.count() > 0 ? std::optional((latency.*nanoseconds)() / 1e9) : std::nullopt;
}

/// The share of the requests that took no longer, in tenths of a per cent.
template <int per_mille>
std::optional<double> latency_percentile(const MeasuredRun& run) {
  return run.load.report->latency.value_at(per_mille / 1000.0);
}

std::optional<double> first_answer_of(const MeasuredRun& run) {
  const auto& percentiles = run.load.report->first_answer;
  const auto found = percentiles.find("p50");
  return found == percentiles.end() ? std::nullopt : std::optional(found->second);
}

constexpr std::array metric_table{
    Metric{"requests_per_second", "requests/s", false, known<requests_per_second>,
           &RowSummary::requests_per_second},
    Metric{"bytes_per_second", "bytes/s", false, known<bytes_per_second>,
           &RowSummary::bytes_per_second},
    Metric{"latency_mean", "mean latency", true, latency_figure<&Latency::mean_nanoseconds>,
           &RowSummary::latency_mean},
    Metric{"latency_p50", "p50 latency", true, latency_percentile<500>, &RowSummary::latency_p50},
    Metric{"latency_p90", "p90 latency", true, latency_percentile<900>, &RowSummary::latency_p90},
    Metric{"latency_p99", "p99 latency", true, latency_percentile<990>, &RowSummary::latency_p99},
    Metric{"latency_p999", "p99.9 latency", true, latency_percentile<999>,
           &RowSummary::latency_p999},
    Metric{"latency_deviation", "standard deviation of the latency", true,
           latency_figure<&Latency::deviation_nanoseconds>, &RowSummary::latency_deviation},
    Metric{"first_answer_p50", "p50 time to the first answer", true, first_answer_of,
           &RowSummary::first_answer_p50},
};

}  // namespace

std::span<const Metric> metrics() {
  return metric_table;
}

const Metric* find_metric(std::string_view name) {
  return find_named(metric_table, name);
}

const Metric& requests_metric() {
  return metric_table.front();
}

const Metric& p99_metric() {
  return *find_metric("latency_p99");
}

const Metric& metric_of(const Summary& summary) {
  const Metric* const found = find_metric(summary.compare);
  return found == nullptr ? requests_metric() : *found;
}

bool is_lower_bound(const RowSummary& row, const Metric& metric) {
  const std::string_view name = metric.name;
  return row.at_least.count(std::string(name.substr(name.find('_') + 1))) != 0;
}

std::string shown(const Metric& metric, double value) {
  if (!metric.lower_is_better) return fmt::format("{:.1f}", value);
  if (value < 1e-3) return fmt::format("{:.0f} us", value * 1e6);
  if (value < 0.1) return fmt::format("{:.1f} ms", value * 1e3);
  if (value < 1) return fmt::format("{:.0f} ms", value * 1e3);
  return fmt::format("{:.2f} s", value);
}

}  // namespace dispatchbench::runner
