#include "experiments/runner/report/table.hpp"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/runner/report/columns.hpp"
#include "experiments/runner/report/table_notes.hpp"

namespace dispatchbench::runner {
namespace {

std::string number(std::optional<double> value, const char* format, double factor = 1) {
  return value ? fmt::format(fmt::runtime(format), *value * factor) : "";
}

std::string interval(const Sample& sample, const char* format) {
  std::string text = number(sample.median, format);
  if (sample.low) {
    text += fmt::format(" ({}–{})", number(sample.low, format), number(sample.high, format));
  }
  return text;
}

/// 0.00123 → "1.2 ms"
std::string duration(std::optional<double> seconds) {
  if (!seconds) return "";
  if (*seconds < 1e-3) return fmt::format("{:.0f} us", *seconds * 1e6);
  if (*seconds < 0.1) return fmt::format("{:.1f} ms", *seconds * 1e3);
  if (*seconds < 1) return fmt::format("{:.0f} ms", *seconds * 1e3);
  return fmt::format("{:.2f} s", *seconds);
}

std::string published_ratio(const Summary& summary, const std::string& name) {
  if (!summary.published || !summary.published->ratio) return "";
  const auto found = summary.published->ratio->find(name);
  return found == summary.published->ratio->end() ? "" : number(found->second, "{:.2f}");
}

std::string format_ratio(const RowSummary& row) {
  if (row.baseline) return "baseline";
  if (!row.ratio_to_baseline) return "";
  std::string text = interval(*row.ratio_to_baseline, "{:.3f}");
  if (row.compared_to_baseline == Difference::indistinguishable) text += " =";
  return text;
}

/// The rate, "at least" that where the client was the limit.
std::string format_rate(const RowSummary& row) {
  const std::string text = interval(row.requests_per_second, "{:.1f}");
  return row.main_limit() == "client-bound" ? "≥ " + text : text;
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
  return {row.label(),
          row.tier ? std::to_string(*row.tier) : "",
          format_rate(row),
          number(row.bytes_per_second.median, "{:.2f}", 1e-9),
          number(row.percent_of_ceiling, "{:.0f} %"),
          duration(row.latency.p50),
          duration(row.latency.p99),
          number(row.utilization.busiest_over_mean, "{:.2f}"),
          published_ratio(summary, row.name),
          format_ratio(row),
          row.main_limit(),
          format_remarks(row)};
}

const Line heading{"strategy",        "tier",      "requests/s", "GB/s",
                   "of ceiling",      "p50",       "p99",        "busiest/mean",
                   "published ratio", "our ratio", "limit",      "remarks"};

std::string headline(const Summary& summary) {
  return fmt::format("{}: {} of {} runs, {} rounds{}\n", summary.experiment, summary.finished_runs,
                     summary.planned_runs, summary.rounds,
                     summary.load_share ? fmt::format(", {:.0f} % of their time under load",
                                                      100 * *summary.load_share)
                                        : "");
}

/// Strategies, then, apart from them, the servers of others.
std::string format_rows(const Summary& summary) {
  std::vector<Line> lines{heading};
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
