#include "experiments/runner/report/table.hpp"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/runner/report/columns.hpp"
#include "experiments/runner/report/conclusions.hpp"
#include "experiments/runner/report/table_notes.hpp"
#include "experiments/runner/results/run_id.hpp"

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

std::string ratio_of(const Json& row) {
  if (row.at("baseline") == true) return "baseline";
  std::string text = interval(row.at("ratio_to_baseline"), "{:.3f}");
  if (row.at("compared_to_baseline") == "indistinguishable") text += " =";
  return text;
}

/// The rate, "at least" that where the client was the limit.
std::string rate_of(const Json& row) {
  const std::string text = interval(row.at("requests_per_second"), "{:.1f}");
  return main_limit(row) == "client-bound" ? "≥ " + text : text;
}

std::string remarks_of(const Json& row) {
  std::vector<std::string> remarks;
  if (row.at("failed") != 0) remarks.push_back(fmt::format("{} failed", row.at("failed").dump()));
  for (const auto& [flag, count] : row.at("flags").items()) {
    remarks.push_back(fmt::format("{} × {}", count.dump(), flag));
  }
  if (const auto marked = row.at("over_rounds").at("outlier_rounds").size(); marked > 0) {
    remarks.push_back(fmt::format("{} × outlier", marked));
  }
  if (row.at("placement_by_chance") == true) remarks.emplace_back("by chance");
  return fmt::format("{}", fmt::join(remarks, ", "));
}

Line line_of(const Json& summary, const Json& row) {
  const auto name = row.at("name").get<std::string>();
  const Json& latency = row.at("latency_seconds");
  return {label(name, row.at("point")),
          row.at("tier").is_number() ? row.at("tier").dump() : "",
          rate_of(row),
          number(number_at(row.at("bytes_per_second"), "median"), "{:.2f}", 1e-9),
          number(number_at(row, "percent_of_ceiling"), "{:.0f} %"),
          duration(number_at(latency, "p50")),
          duration(number_at(latency, "p99")),
          number(number_at(row.at("utilization"), "busiest_over_mean"), "{:.2f}"),
          published_ratio(summary, name),
          ratio_of(row),
          main_limit(row),
          remarks_of(row)};
}

const Line heading{"strategy",        "tier",      "requests/s", "GB/s",
                   "of ceiling",      "p50",       "p99",        "busiest/mean",
                   "published ratio", "our ratio", "limit",      "remarks"};

std::string headline(const Json& summary) {
  const auto share = number_at(summary, "load_share");
  return fmt::format("{}: {} of {} runs, {} rounds{}\n",
                     summary.at("experiment").get<std::string>(),
                     summary.at("finished_runs").dump(), summary.at("planned_runs").dump(),
                     summary.at("rounds").dump(),
                     share ? fmt::format(", {:.0f} % of their time under load", 100 * *share) : "");
}

/// Strategies, then, apart from them, the servers of others.
std::string rows_of(const Json& summary) {
  std::vector<Line> lines{heading};
  std::vector<Line> peers;
  for (const Json& row : summary.at("strategies")) {
    (row.at("peer") == true ? peers : lines).push_back(line_of(summary, row));
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

std::string table_of(const Json& summary) {
  return headline(summary) + rows_of(summary) + notes_of(summary);
}

}  // namespace dispatchbench::runner
