#include "experiments/runner/utilization.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace dispatchbench::runner {
namespace {

std::vector<double> column(const Json& report, const std::string& key) {
  std::vector<double> values;
  if (!report.is_object() || !report.contains("workers")) return values;
  for (const Json& worker : report.at("workers")) {
    values.push_back(number_at(worker, key).value_or(0));
  }
  return values;
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// --threads as the run's options have it, or as the server says.
double cores_of(const Json& report) {
  const Json options = report.value("options", Json::object());
  if (const auto threads = number_at(options, "threads")) return *threads;
  return number_at(report, "threads").value_or(0);
}

/// For every sample within the load's time: the share of workers busy for more than half of it.
std::vector<double> busy_shares(const Json& timeline, double begin_ns, double end_ns) {
  std::vector<double> shares;
  const double start = number_at(timeline, "start_ns").value_or(0);
  const double interval = number_at(timeline, "interval_ns").value_or(0);
  if (interval <= 0 || !timeline.contains("busy") || timeline.at("busy").empty()) return shares;
  const Json& rows = timeline.at("busy");
  for (std::size_t sample = 0; sample < rows.front().size(); ++sample) {
    const double middle = start + (static_cast<double>(sample) + 0.5) * interval;
    if (middle < begin_ns || middle > end_ns) continue;
    const auto busy = std::count_if(rows.begin(), rows.end(), [&](const Json& row) {
      return sample < row.size() && row.at(sample).is_number() && row.at(sample) > 0.5;
    });
    shares.push_back(static_cast<double>(busy) / static_cast<double>(rows.size()));
  }
  return shares;
}

template <class Predicate>
double fraction(const std::vector<double>& values, Predicate predicate) {
  return static_cast<double>(std::count_if(values.begin(), values.end(), predicate)) /
         static_cast<double>(values.size());
}

void add_times(Json& utilization, const std::vector<double>& shares) {
  if (shares.empty()) return;
  utilization["time_above_half_busy"] = fraction(shares, [](double busy) { return busy > 0.5; });
  utilization["time_nearly_all_busy"] = fraction(shares, [](double busy) { return busy >= 0.9; });
  utilization["time_few_busy"] =
      fraction(shares, [](double busy) { return busy > 0 && busy <= 1.0 / 6; });
}

}  // namespace

Json utilization_of(const Json& record) {
  Json utilization = Json::object();
  const Json& report = record.at("server").at("report");
  const Json& load = record.at("load").at("report");
  const auto begin = number_at(load, "started_ns");
  const auto end = number_at(load, "finished_ns");
  const auto busy = column(report, "busy_seconds");
  if (busy.empty() || !begin || !end || *end <= *begin) return utilization;
  const double window = (*end - *begin) / 1e9;
  const double mean = sum(busy) / static_cast<double>(busy.size());
  utilization["mean"] = std::min(1.0, mean / window);
  if (const double cores = cores_of(report); cores > 0) {
    utilization["of_cores"] = std::min(1.0, sum(busy) / (cores * window));
  }
  if (mean > 0)
    utilization["busiest_over_mean"] = *std::max_element(busy.begin(), busy.end()) / mean;
  add_times(utilization, busy_shares(report.value("timeline", Json::object()), *begin, *end));
  return utilization;
}

Json shares_of(const Json& server_report) {
  const auto connections = column(server_report, "connections");
  if (connections.empty()) return nullptr;
  if (server_report.at("workers").front().value("connections", Json()).is_null()) return nullptr;
  return {{"connections", connections},
          {"requests", column(server_report, "requests")},
          {"bytes", column(server_report, "bytes")},
          {"fullest_connections", *std::max_element(connections.begin(), connections.end())}};
}

}  // namespace dispatchbench::runner
