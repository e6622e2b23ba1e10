#include "experiments/runner/table.hpp"

#include <fmt/format.h>

#include "experiments/runner/columns.hpp"
#include "experiments/runner/plan.hpp"

namespace dispatchbench::runner {
namespace {

std::string number(std::optional<double> value, const char* format, double factor = 1) {
  return value ? fmt::format(fmt::runtime(format), *value * factor) : "";
}

std::string interval(const Json& estimate, const char* format) {
  std::string text = number(number_at(estimate, "median"), format);
  const auto low = number_at(estimate, "low");
  if (low)
    text +=
        fmt::format(" ({}–{})", number(low, format), number(number_at(estimate, "high"), format));
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

std::string published_ratio(const Json& summary, const std::string& name) {
  const Json& published = summary.at("published");
  if (!published.is_object()) return "";
  return number(number_at(published.value("ratio", Json()), name), "{:.2f}");
}

std::string flags_of(const Json& row) {
  std::string text;
  if (row.at("failed") != 0) text = fmt::format("{} failed", row.at("failed").dump());
  for (const auto& [flag, count] : row.at("flags").items()) {
    text += fmt::format("{}{} × {}", text.empty() ? "" : ", ", count.dump(), flag);
  }
  return text;
}

Line line_of(const Json& summary, const Json& row) {
  const auto name = row.at("name").get<std::string>();
  const Json& latency = row.at("latency_seconds");
  return {label(name, row.at("point")),
          interval(row.at("requests_per_second"), "{:.1f}"),
          number(number_at(row.at("bytes_per_second"), "median"), "{:.2f}", 1e-9),
          duration(number_at(latency, "p50")),
          duration(number_at(latency, "p99")),
          number(number_at(row.at("utilization"), "busiest_over_mean"), "{:.2f}"),
          published_ratio(summary, name),
          interval(row.at("ratio_to_baseline"), "{:.3f}"),
          flags_of(row)};
}

std::string headline(const Json& summary) {
  return fmt::format("{}: {} of {} runs, {} rounds\n", summary.at("experiment").get<std::string>(),
                     summary.at("finished_runs").dump(), summary.at("planned_runs").dump(),
                     summary.at("rounds").dump());
}

/// What the ratios are to, and why there may be no interval.
std::string footer(const Json& summary) {
  std::string text;
  const Json& baseline = summary.at("baseline");
  const Json& point = summary.at("baseline_point");
  if (baseline.is_string() || !point.empty()) {
    text += fmt::format(
        "ratio: requests/s to {}, round by round\n",
        label(baseline.is_string() ? baseline.get<std::string>() : "the same row", point));
  }
  if (summary.at("rounds") < summary.at("rounds_needed")) {
    text += fmt::format("no interval of the ratio: {} rounds would be needed\n",
                        summary.at("rounds_needed").dump());
  }
  for (const Json& row : summary.value("skipped", Json::array())) {
    text += fmt::format("skipped: {} is not installed; to install it: {}\n",
                        row.at("name").get<std::string>(), row.at("install").get<std::string>());
  }
  return text;
}

}  // namespace

std::string table_of(const Json& summary) {
  std::vector<Line> lines{{"strategy", "requests/s", "GB/s", "p50", "p99", "busiest/mean",
                           "published ratio", "our ratio", "remarks"}};
  for (const Json& row : summary.at("strategies")) lines.push_back(line_of(summary, row));
  return headline(summary) + laid_out(lines) + footer(summary);
}

}  // namespace dispatchbench::runner
