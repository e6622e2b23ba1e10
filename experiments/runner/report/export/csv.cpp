// A tidy table: one line a run, a column a figure, one for every option that varies. Quoted as RFC
// 4180 says; an empty field is one that is not known.
#include <functional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/each.hpp"
#include "experiments/runner/report/export/exporter.hpp"
#include "experiments/runner/results/utilization.hpp"

namespace dispatchbench::runner {
namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
  return field + "\"";
}

std::string number(std::optional<double> value) {
  return value ? fmt::format("{}", *value) : "";
}

struct CsvColumn {
  std::string name;
  std::function<std::string(const MeasuredRun&)> field;
};

std::vector<CsvColumn> identity() {
  return {{"index", [](const MeasuredRun& run) { return std::to_string(run.index); }},
          {"round", [](const MeasuredRun& run) { return std::to_string(run.round); }},
          {"repeat", [](const MeasuredRun& run) { return std::to_string(run.repeat); }},
          {"name", [](const MeasuredRun& run) { return run.name; }},
          {"strategy", [](const MeasuredRun& run) { return run.strategy; }}};
}

/// Every option that any run has in its point, under its whole name.
std::vector<CsvColumn> points(const Measurements& measurements) {
  std::vector<CsvColumn> columns;
  std::set<std::string> seen;
  for (const MeasuredRow& row : measurements.rows) {
    for (const auto& [key, value] : row.point.items()) {
      if (!seen.insert(key).second) continue;
      columns.push_back({key, [key = key](const MeasuredRun& run) {
                           return plain_text(run.point.value(key, Json()));
                         }});
    }
  }
  return columns;
}

CsvColumn latency(const std::string& name, double quantile) {
  return {"latency_" + name + "_seconds", [quantile](const MeasuredRun& run) {
            return number(run.load.report->latency.value_at(quantile));
          }};
}

CsvColumn utilization(const std::string& key, std::optional<double> Utilization::*figure) {
  return {"utilization_" + key,
          [figure](const MeasuredRun& run) { return number(utilization_of(run).*figure); }};
}

std::vector<CsvColumn> csv_figures() {
  return {
      {"requests",
       [](const MeasuredRun& run) { return std::to_string(run.load.report->requests); }},
      {"seconds", [](const MeasuredRun& run) { return number(load_seconds(run)); }},
      {"requests_per_second",
       [](const MeasuredRun& run) { return number(requests_per_second(run)); }},
      {"bytes_per_second", [](const MeasuredRun& run) { return number(bytes_per_second(run)); }},
      latency("p50", 0.5),
      latency("p90", 0.9),
      latency("p99", 0.99),
      latency("p999", 0.999),
      latency("max", 1),
      {"server_cpu_seconds", [](const MeasuredRun& run) { return number(run.server.cpu_seconds); }},
      {"client_cpu_seconds",
       [](const MeasuredRun& run) { return number(run.load.report->cpu_seconds); }},
      utilization("of_cores", &Utilization::of_cores),
      utilization("busiest_over_mean", &Utilization::busiest_over_mean),
      utilization("time_nearly_all_busy", &Utilization::time_nearly_all_busy),
      utilization("time_few_busy", &Utilization::time_few_busy),
      {"idle_while_queued",
       [](const MeasuredRun& run) { return number(utilization_of(run).idle_while_queued); }},
      {"flags",
       [](const MeasuredRun& run) { return fmt::format("{}", fmt::join(run.flags, " ")); }}};
}

std::string line_of(const std::vector<std::string>& fields) {
  return fmt::format("{}\r\n", fmt::join(fields, ","));
}

}  // namespace

std::string export_csv(const Measurements& measurements) {
  std::vector<CsvColumn> columns = identity();
  for (auto& part : {points(measurements), csv_figures()}) {
    columns.insert(columns.end(), part.begin(), part.end());
  }
  std::string text = line_of(each(columns, [](const CsvColumn& c) { return quoted(c.name); }));
  for (const MeasuredRow& row : measurements.rows) {
    for (const MeasuredRun& run : row.runs) {
      text += line_of(each(columns, [&](const CsvColumn& c) { return quoted(c.field(run)); }));
    }
  }
  return text;
}

}  // namespace dispatchbench::runner
