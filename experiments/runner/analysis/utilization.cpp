#include "experiments/runner/analysis/utilization.hpp"

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
double asked_cores(const Json& report) {
  const Json options = report.value("options", Json::object());
  if (const auto threads = number_at(options, "threads")) return *threads;
  return number_at(report, "threads").value_or(0);
}

Json timeline_of(const Json& report) {
  return report.is_object() ? report.value("timeline", Json::object()) : Json::object();
}

/// What each worker was busy for before `begin_ns`: in a warm-up, which no figure counts.
std::vector<double> busy_before(const Json& timeline, double begin_ns, std::size_t workers) {
  std::vector<double> seconds(workers, 0.0);
  const double start = number_at(timeline, "start_ns").value_or(0);
  const double interval = number_at(timeline, "interval_ns").value_or(0);
  if (interval <= 0 || !timeline.contains("busy")) return seconds;
  const Json& rows = timeline.at("busy");
  for (std::size_t worker = 0; worker < std::min(workers, rows.size()); ++worker) {
    double from = start;
    for (const Json& share : rows[worker]) {
      if (from >= begin_ns) break;
      const double part = std::min(interval, begin_ns - from);
      if (share.is_number()) seconds[worker] += share.get<double>() * part / 1e9;
      from += interval;
    }
  }
  return seconds;
}

/// What each worker was busy for, a warm-up left out. Without one nobody was busy before the load.
std::vector<double> busy_in_window(const Json& report, const Json& load, double begin_ns) {
  auto busy = column(report, "busy_seconds");
  if (number_at(load.value("warmup", Json()), "requests").value_or(0) == 0) return busy;
  const auto before = busy_before(timeline_of(report), begin_ns, busy.size());
  for (std::size_t i = 0; i < busy.size(); ++i) busy[i] = std::max(0.0, busy[i] - before[i]);
  return busy;
}

template <class Predicate>
double fraction(const std::vector<std::size_t>& values, Predicate predicate) {
  return static_cast<double>(std::count_if(values.begin(), values.end(), predicate)) /
         static_cast<double>(values.size());
}

void add_times(Json& utilization, const BusySamples& samples) {
  if (samples.busy.empty()) return;
  const std::size_t all = samples.workers;
  const auto share_with = [&](auto predicate) { return fraction(samples.busy, predicate); };
  utilization["time_above_half_busy"] = share_with([all](auto busy) { return 2 * busy > all; });
  utilization["time_nearly_all_busy"] =
      share_with([all](auto busy) { return 10 * busy >= 9 * all; });
  utilization["time_few_busy"] =
      share_with([all](auto busy) { return busy > 0 && 6 * busy <= all; });
}

}  // namespace

BusySamples busy_samples_of(const Json& record) {
  BusySamples samples;
  const Json timeline = timeline_of(record.at("server").at("report"));
  const auto begin = number_at(record.at("load").at("report"), "started_ns");
  const auto end = number_at(record.at("load").at("report"), "finished_ns");
  const double start = number_at(timeline, "start_ns").value_or(0);
  const double interval = number_at(timeline, "interval_ns").value_or(0);
  if (!begin || !end || interval <= 0 || !timeline.contains("busy")) return samples;
  const Json& rows = timeline.at("busy");
  samples.workers = rows.size();
  for (std::size_t sample = 0; !rows.empty() && sample < rows.front().size(); ++sample) {
    const double middle = start + (static_cast<double>(sample) + 0.5) * interval;
    if (middle < *begin || middle > *end) continue;
    const auto busy = std::count_if(rows.begin(), rows.end(), [sample](const Json& row) {
      return sample < row.size() && row.at(sample).is_number() && row.at(sample) > 0.5;
    });
    samples.busy.push_back(static_cast<std::size_t>(busy));
  }
  return samples;
}

Json utilization_of(const Json& record) {
  Json utilization = Json::object();
  const Json& report = record.at("server").at("report");
  const Json& load = record.at("load").at("report");
  const auto begin = number_at(load, "started_ns");
  const auto end = number_at(load, "finished_ns");
  if (!begin || !end || *end <= *begin) return utilization;
  const auto busy = busy_in_window(report, load, *begin);
  if (busy.empty()) return utilization;
  const double window = (*end - *begin) / 1e9;
  const double mean = sum(busy) / static_cast<double>(busy.size());
  utilization["mean"] = std::min(1.0, mean / window);
  if (const double cores = asked_cores(report); cores > 0) {
    utilization["of_cores"] = std::min(1.0, sum(busy) / (cores * window));
  }
  if (mean > 0)
    utilization["busiest_over_mean"] = *std::max_element(busy.begin(), busy.end()) / mean;
  add_times(utilization, busy_samples_of(record));
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
