#include "servers/report.hpp"

#include <nlohmann/json.hpp>

#include "base/histogram.hpp"

namespace dispatchbench {
namespace {

using nlohmann::json;

constexpr int schema_version = 1;

double seconds(std::int64_t ns) {
  return static_cast<double>(ns) / 1e9;
}

json worker_row(const Worker& worker, std::int64_t stopped_ns) {
  const BusyTime busy = busy_time(worker, stopped_ns);
  return {{"index", worker.index()},
          {"connections", worker.connections.read()},
          {"requests", worker.requests.read()},
          {"bytes", worker.bytes.read()},
          {"busy_seconds", seconds(busy.total_ns())},
          {"cpu_seconds", seconds(busy.cpu_ns)},
          {"emulated_seconds", seconds(busy.emulated_ns)},
          {"wakeups", worker.wakeups.read()},
          {"steals", worker.steals.read()},
          {"voluntary_switches", worker.usage().voluntary_switches},
          {"involuntary_switches", worker.usage().involuntary_switches}};
}

json worker_rows(const RunRecord& record) {
  json rows = json::array();
  for (const auto& worker : record.workers) rows.push_back(worker_row(*worker, record.stopped_ns));
  return rows;
}

json other_threads(const RunRecord& record) {
  json rows = json::array();
  for (const auto& [name, account] : record.other_threads.accounts()) {
    rows.push_back({{"name", name},
                    {"threads", account.threads},
                    {"cpu_seconds", seconds(account.cpu_ns)},
                    {"emulated_seconds", seconds(account.emulated_ns)}});
    if (record.options.machine()) {
      rows.back()["emulation"] = to_json(account.charged, Side::server);
    }
  }
  return rows;
}

json dispatch_delay(const RunRecord& record) {
  Histogram delays;
  for (const auto& worker : record.workers) delays.merge(worker->dispatch_delay());
  return {{"count", delays.count()},
          {"mean", delays.mean() / 1e9},
          {"p50", seconds(delays.value_at(0.5))},
          {"p90", seconds(delays.value_at(0.9))},
          {"p99", seconds(delays.value_at(0.99))},
          {"p999", seconds(delays.value_at(0.999))},
          {"max", seconds(delays.max())}};
}

/// Of all threads.
json emulation(const RunRecord& record) {
  AccountSum sum;
  for (const auto& [name, account] : record.other_threads.accounts()) sum.add(account.charged);
  for (const auto& worker : record.workers) sum.add(worker->core());
  return to_json(sum, Side::server);
}

json timeline_columns(const Timeline& timeline) {
  json columns{{"start_ns", timeline.start_ns},
               {"interval_ns", timeline.interval_ns},
               {"busy", timeline.busy},
               {"connections", timeline.connections},
               {"bytes", timeline.bytes}};
  if (timeline.looks.empty()) return columns;
  columns["looks"] = timeline.looks;
  columns["idle_while_queued"] = timeline.idle_while_queued;
  return columns;
}

}  // namespace

json make_report(const RunRecord& record) {
  const Options& options = record.options;
  json report{
      {"schema_version", schema_version},         {"strategy", options.strategy->name},
      {"backend", options.backend->name},         {"threads", options.threads},
      {"address", record.address.to_string()},    {"options", to_json(options)},
      {"started_ns", record.started_ns},          {"stopped_ns", record.stopped_ns},
      {"workers", worker_rows(record)},           {"other_threads", other_threads(record)},
      {"dispatch_delay", dispatch_delay(record)}, {"timeline", timeline_columns(record.timeline)}};
  if (options.machine()) report["emulation"] = emulation(record);
  return report;
}

}  // namespace dispatchbench
