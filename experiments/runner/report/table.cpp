#include "experiments/runner/report/table.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/units.hpp"
#include "experiments/runner/report/columns.hpp"
#include "experiments/runner/report/table_notes.hpp"
#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {
namespace {

std::string number(std::optional<double> value, const char* format, double factor = 1) {
  return value ? fmt::format(fmt::runtime(format), *value * factor) : "";
}

std::string interval(const Sample& sample, const char* format) {
  if (!sample.median) return "";
  return with_interval(*sample.estimate(), [&](double value) { return number(value, format); });
}

/// The median over the runs with its interval, "at least" that where requests had no answer.
std::string interval(const RowSummary& row, const Metric& metric) {
  const Sample& sample = row.*metric.sample;
  if (!sample.median) return "";
  const auto show = [&](double value) { return shown(metric, value); };
  return (is_lower_bound(row, metric) ? "≥ " : "") + with_interval(*sample.estimate(), show);
}

/// Of all runs together where the summary is too old to have a value for each.
std::string format_p99(const RowSummary& row) {
  if (row.latency_p99.median) return interval(row, p99_metric());
  return row.latency.p99 ? shown(p99_metric(), *row.latency.p99) : "";
}

/// Published ratios are of requests/s, and to the same row as ours.
std::string published_ratio(const Summary& summary, const std::string& name) {
  if (!summary.published || !summary.published->ratio || !has_measured_baseline(summary)) return "";
  if (&metric_of(summary) != &requests_metric()) return "";
  const auto found = summary.published->ratio->find(name);
  return found == summary.published->ratio->end() ? "" : number(found->second, "{:.2f}");
}

std::string format_ratio(const Sample& ratio) {
  const auto estimate = ratio.estimate();
  const bool even = estimate && difference(*estimate) == Difference::indistinguishable;
  return interval(ratio, "{:.3f}") + (even ? " =" : "");
}

std::string ratio_to_baseline(const RowSummary& row) {
  if (row.baseline) return "baseline";
  return row.ratio_to_baseline ? format_ratio(*row.ratio_to_baseline) : "";
}

/// Of a metric beside the one that decides.
std::string other_ratio(const RowSummary& row, const Metric& metric) {
  const auto found = row.other_ratios.find(metric.name);
  return row.baseline || found == row.other_ratios.end() ? "" : format_ratio(found->second);
}

/// The rate, "at least" that where the client was the limit.
std::string format_rate(const RowSummary& row) {
  const std::string text = interval(row, requests_metric());
  return row.main_limit() == "client-bound" ? "≥ " + text : text;
}

/// What decides, where it has no column of its own below.
std::string decisive(const Summary& summary, const RowSummary& row) {
  const Metric& metric = metric_of(summary);
  if (&metric == &requests_metric()) return "";
  return &metric == &p99_metric() ? format_p99(row) : interval(row, metric);
}

/// What a reload cost, for its three columns.
Line format_reload(const RowSummary& row) {
  if (!row.reload) return {"", "", ""};
  return {interval(row.reload->lost_each, "{:.1f}"), interval(row.reload->reset_each, "{:.1f}"),
          shown(p99_metric(), *row.reload->longest_gap_seconds.median)};
}

std::string format_remarks(const RowSummary& row) {
  std::vector<std::string> remarks;
  if (row.failed != 0) remarks.push_back(fmt::format("{} failed", row.failed));
  for (const auto& [flag, count] : row.flags)
    remarks.push_back(fmt::format("{} × {}", count, flag));
  if (const auto marked = row.over_rounds.outlier_rounds.size(); marked > 0) {
    remarks.push_back(fmt::format("{} × outlier", marked));
  }
  if (row.placement_by_chance) remarks.emplace_back("by chance");
  return fmt::format("{}", fmt::join(remarks, ", "));
}

Line line_of(const Summary& summary, const RowSummary& row) {
  const Line reload = format_reload(row);
  return {row.label(),
          row.tier ? std::to_string(*row.tier) : "",
          decisive(summary, row),
          reload[0],
          reload[1],
          reload[2],
          format_rate(row),
          number(row.bytes_per_second.median, "{:.2f}", 1e-9),
          number(row.percent_of_ceiling, "{:.0f} %"),
          row.latency.p50 ? shown(p99_metric(), *row.latency.p50) : "",
          &metric_of(summary) == &p99_metric() ? "" : format_p99(row),
          other_ratio(row, p99_metric()),
          number(row.utilization.busiest_over_mean, "{:.2f}"),
          number(row.utilization.idle_while_queued, "{:.0f} %", 100),
          published_ratio(summary, row.name),
          ratio_to_baseline(row),
          row.main_limit(),
          format_remarks(row)};
}

Line heading_of(const Summary& summary) {
  const Metric& metric = metric_of(summary);
  return {"strategy",     "tier",        metric.words,      "lost a reload", "reset", "longest gap",
          "requests/s",   "GB/s",        "of ceiling",      "p50",           "p99",   "p99 ratio",
          "busiest/mean", "idle/queued", "published ratio", "our ratio",     "limit", "remarks"};
}

std::string headline(const Summary& summary) {
  return fmt::format(
      "{}: {} of {}, {}{}\n", summary.experiment, summary.finished_runs,
      format_count(summary.planned_runs, "run"), format_count(summary.rounds, "round"),
      summary.load_share
          ? fmt::format(", {:.0f} % of their time under load", 100 * *summary.load_share)
          : "");
}

/// Strategies, then, apart from them, the servers of others.
std::string format_rows(const Summary& summary) {
  std::vector<Line> lines{heading_of(summary)};
  std::vector<Line> peers;
  for (const RowSummary& row : summary.rows) {
    (row.peer ? peers : lines).push_back(line_of(summary, row));
  }
  const std::size_t apart = lines.size();
  lines.insert(lines.end(), peers.begin(), peers.end());
  std::string text = laid_out(lines);
  if (peers.empty()) return text;
  std::size_t place = 0;
  for (std::size_t line = 0; line < apart; ++line) place = text.find('\n', place) + 1;
  return text.insert(place, "-- servers of others, which differ in more than dispatch --\n");
}

}  // namespace

std::string table_of(const Summary& summary) {
  return headline(summary) + format_rows(summary) + notes_of(summary);
}

}  // namespace dispatchbench::runner
