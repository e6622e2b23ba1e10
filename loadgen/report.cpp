#include "loadgen/report.hpp"

#include <algorithm>
#include <csignal>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/histogram.hpp"

namespace dispatchbench::loadgen {
namespace {

using nlohmann::json;

double seconds(double ns) {
  return ns * 1e-9;
}

double seconds(std::int64_t ns) {
  return static_cast<double>(ns) * 1e-9;
}

double elapsed_seconds(const LoadResult& result) {
  return std::max(1e-9, seconds(result.finished_ns - result.started_ns));
}

json percentiles(const Histogram& histogram) {
  if (histogram.count() == 0) return nullptr;
  return {{"count", histogram.count()},
          {"mean", seconds(histogram.mean())},
          {"p50", seconds(histogram.value_at(0.5))},
          {"p90", seconds(histogram.value_at(0.9))},
          {"p99", seconds(histogram.value_at(0.99))},
          {"p999", seconds(histogram.value_at(0.999))},
          {"p9999", seconds(histogram.value_at(0.9999))},
          {"max", seconds(histogram.max())}};
}

json counts(const Counts& figures) {
  json object = json::object();
  for (const auto& [name, count] : figures) object[name] = count;
  return object;
}

json status_counts(const Figures& figures) {
  json object = json::object();
  for (const auto& [status, count] : figures.statuses) object[std::to_string(status)] = count;
  return object;
}

json threads_json(const Figures& figures) {
  json list = json::array();
  for (const ThreadFigures& thread : figures.threads) {
    list.push_back({{"first_ns", thread.first_ns != 0 ? json(thread.first_ns) : json()},
                    {"last_ns", thread.last_ns != 0 ? json(thread.last_ns) : json()},
                    {"requests", thread.requests}});
  }
  return list;
}

json slots_json(const Figures& figures) {
  json list = json::array();
  for (const SlotFigures& slot : figures.slots) {
    const std::int64_t active_ns = std::max<std::int64_t>(0, slot.last_ns - slot.first_ns);
    list.push_back({{"requests", slot.requests},
                    {"latency_sum_seconds", seconds(slot.latency_sum_ns)},
                    {"active_seconds", seconds(active_ns)}});
  }
  return list;
}

json timeline_json(const LoadResult& result) {
  json requests = json::array();
  json bytes = json::array();
  for (const Figures::Interval& interval : result.figures.timeline) {
    requests.push_back(interval.requests);
    bytes.push_back(interval.bytes);
  }
  return {{"start_ns", result.measured_from_ns},
          {"interval_ns", Figures::interval_ns},
          {"requests", std::move(requests)},
          {"bytes", std::move(bytes)}};
}

void add_latencies(json& report, const Options& options, const Figures& figures) {
  report["latency_seconds"] = percentiles(figures.latency);
  if (options.rate > 0) report["latency_raw_seconds"] = percentiles(figures.latency_raw);
  report["connect_seconds"] = percentiles(figures.connect);
  report["first_answer_seconds"] = percentiles(figures.first_answer);
  report["dispatch_seconds"] = percentiles(figures.dispatch);
  report["histogram"] = figures.latency.to_json();
}

}  // namespace

json load_json(const Options& options, const LoadResult& result) {
  const Figures& figures = result.figures;
  const double elapsed = elapsed_seconds(result);
  json report = {
      {"schema_version", 1},
      {"options", to_json(options)},
      {"complete", result.complete(options)},
      {"started_ns", result.started_ns},
      {"finished_ns", result.finished_ns},
      {"requests", figures.requests},
      {"unsent", result.unsent()},
      {"abandoned", figures.abandoned},
      {"errors", counts(figures.errors)},
      {"statuses", status_counts(figures)},
      {"connections", figures.connections},
      {"bytes_sent", figures.bytes_sent},
      {"bytes_sent_unanswered", figures.bytes_sent_unanswered},
      {"bytes_received", figures.bytes_received},
      {"requests_per_second", static_cast<double>(figures.requests) / elapsed},
      {"bytes_per_second", static_cast<double>(figures.bytes_sent) / elapsed},
      {"cpu_seconds", seconds(figures.cpu_ns)},
      {"threads", threads_json(figures)},
      {"slots", slots_json(figures)},
      {"answers_by_worker", counts(figures.workers)},
      {"timeline", timeline_json(result)},
      {"warmup",
       {{"requests", figures.warmup_requests},
        {"failed", figures.warmup_failed},
        {"seconds", result.warmup_seconds}}},
  };
  add_latencies(report, options, figures);
  return report;
}

std::string summary_line(const LoadResult& result) {
  const Figures& figures = result.figures;
  const double elapsed = elapsed_seconds(result);
  const std::uint64_t bytes = figures.bytes_sent + figures.bytes_received;
  return fmt::format(
      "{} requests in {:.3f} s: {:.1f} requests/s, {:.1f} MB/s, p50 {:.3f} ms, p99 {:.3f} ms, max "
      "{:.3f} ms",
      figures.requests, elapsed, static_cast<double>(figures.requests) / elapsed,
      static_cast<double>(bytes) / elapsed * 1e-6, seconds(figures.latency.value_at(0.5)) * 1e3,
      seconds(figures.latency.value_at(0.99)) * 1e3, seconds(figures.latency.max()) * 1e3);
}

std::string failure_line(const Options& options, const LoadResult& result) {
  const Figures& figures = result.figures;
  std::vector<std::string> parts;
  for (const auto& [kind, count] : figures.errors) {
    parts.push_back(fmt::format("{} x {}", count, kind));
  }
  if (const std::uint64_t failed = figures.failed + figures.warmup_failed; failed > 0) {
    parts = {fmt::format("{} requests failed: {}", failed, fmt::join(parts, ", "))};
  }
  if (result.stopped) {
    parts.push_back(fmt::format("stopped with {} under way", figures.abandoned));
  }
  if (const std::uint64_t unsent = result.unsent(); unsent > 0) {
    parts.push_back(fmt::format("{} of {} requests were {}", unsent, *result.planned,
                                options.duration ? "due and could not be sent" : "never sent"));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

int exit_status(const Options& options, const LoadResult& result) noexcept {
  if (result.signal == SIGINT) return 130;
  return result.succeeded(options) ? 0 : 1;
}

}  // namespace dispatchbench::loadgen
