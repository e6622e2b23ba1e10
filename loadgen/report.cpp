#include "loadgen/report.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "loadgen/recording/percentiles.hpp"

namespace dispatchbench::loadgen {
namespace {

using nlohmann::json;

double seconds(std::int64_t ns) {
  return static_cast<double>(ns) * 1e-9;
}

/// The latencies that could be longer than they are told.
json latencies_at_least(const LoadResult& result) {
  json names = json::array();
  if (result.figures.censored.count > 0) names.push_back("mean");
  for (const auto& [name, value] : quantiles) {
    if (result.at_least(value)) names.push_back(name);
  }
  if (result.at_least(1)) names.push_back("max");
  return names;
}

/// Names of others that are no UTF-8 may be one once they are written down.
json counts(const Counts& figures) {
  json object = json::object();
  for (const auto& [name, count] : figures) {
    const auto written = json::parse(json_text(json(name))).get<std::string>();
    object[written] = object.value(written, std::uint64_t{0}) + count;
  }
  return object;
}

json status_counts(const Figures& figures) {
  json object = json::object();
  for (const auto& [status, count] : figures.statuses) object[std::to_string(status)] = count;
  return object;
}

json thread_json(const ThreadFigures& thread) {
  const double active = seconds(thread.ended_ns - thread.first_ns);
  const bool sent = thread.first_ns != 0;
  return {{"first_ns", sent ? json(thread.first_ns) : json()},
          {"last_ns", thread.last_ns != 0 ? json(thread.last_ns) : json()},
          {"requests", thread.requests},
          {"longest_gap_seconds", seconds(thread.longest_gap_ns)},
          {"cpu_seconds", seconds(thread.cpu_ns)},
          {"cpu_share", sent && active > 0 ? json(seconds(thread.cpu_ns) / active) : json()}};
}

json threads_json(const Figures& figures) {
  json list = json::array();
  for (const ThreadFigures& thread : figures.threads) list.push_back(thread_json(thread));
  return list;
}

json slots_json(const Figures& figures) {
  json list = json::array();
  for (const SlotFigures& slot : figures.slots) {
    const std::int64_t active_ns =
        std::max<std::int64_t>(0, slot.last_ns - slot.first_ns - slot.thought_ns);
    list.push_back({{"requests", slot.requests},
                    {"latency_sum_seconds", seconds(slot.latency_sum_ns)},
                    {"active_seconds", seconds(active_ns)},
                    {"worker", slot.worker ? json(*slot.worker) : json()}});
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

void add_latencies(json& report, const LoadResult& result) {
  const Figures& figures = result.figures;
  report["latency_seconds"] = percentiles(figures.latency);
  report["latency_at_least"] = latencies_at_least(result);
  report["censored"] = figures.censored.count;
  report["connect_seconds"] = percentiles(figures.connect);
  report["first_answer_seconds"] = percentiles(figures.first_answer);
  report["dispatch_seconds"] = percentiles(figures.dispatch);
  report["send_delay_seconds"] = percentiles(figures.send_delay);
  report["read_delay_seconds"] = percentiles(figures.read_delay);
  report["histogram"] = figures.latency.to_json();
}

void add_open_loop(json& report, const Options& options, const LoadResult& result) {
  if (!is_open_loop(options)) return;
  report["latency_raw_seconds"] = percentiles(result.figures.latency_raw);
  report["asked_requests_per_second"] =
      options.trace ? result.asked_per_second : asked_rate(options);
  report["sent_requests_per_second"] = result.sent_per_second();
  report["waited_for_connection"] = result.figures.waited;
  report["below_asked_rate"] = result.below_asked_rate(options);
}

json group_json(const workload::Group& group, const GroupFigures& figures, double window_seconds) {
  json object = {
      {"name", group.name},
      {"connections", group.connections},
      {"requests", figures.requests},
      {"requests_per_second", static_cast<double>(figures.requests_in_window) / window_seconds},
      {"failed", figures.failed},
      {"abandoned", figures.abandoned},
      {"bytes_sent", figures.bytes_sent},
      {"bytes_received", figures.bytes_received},
      {"latency_seconds", percentiles(figures.latency)},
      {"histogram", figures.latency.to_json()}};
  if (group.rate <= 0) return object;
  object["asked_requests_per_second"] = group.rate;
  object["waited_for_connection"] = figures.waited;
  object["censored"] = figures.censored;
  return object;
}

void add_groups(json& report, const Options& options, const LoadResult& result) {
  if (options.mix.empty()) return;
  json list = json::array();
  for (std::size_t i = 0; i < options.mix.size(); ++i) {
    const bool there = i < result.figures.groups.size();
    const GroupFigures figures = there ? result.figures.groups[i] : GroupFigures{};
    list.push_back(group_json(options.mix[i], figures, result.window.seconds()));
  }
  report["groups"] = std::move(list);
}

void add_hosts(json& report, const LoadResult& result) {
  if (result.hosts.empty()) return;
  json list = json::array();
  for (const HostFigures& host : result.hosts)
    list.push_back(to_json(host, result.window.seconds()));
  report["hosts"] = std::move(list);
  report["clock"] = clocks_json(result.hosts);
}

}  // namespace

json load_json(const Options& options, const LoadResult& result) {
  const Figures& figures = result.figures;
  json report = {
      {"schema_version", 1},
      {"options", to_json(options)},
      {"complete", result.complete(options)},
      {"started_ns", result.window.start_ns},
      {"finished_ns", result.window.end_ns},
      {"requests", figures.requests},
      {"requests_in_window", figures.requests_in_window},
      {"unsent", result.unsent()},
      {"abandoned", figures.abandoned},
      {"errors", counts(figures.errors)},
      {"statuses", status_counts(figures)},
      {"connections", figures.connections},
      {"idle_closes", figures.idle_closes},
      {"resent", figures.resent},
      {"bytes_sent", figures.bytes_sent},
      {"bytes_sent_unanswered", figures.bytes_sent_unanswered},
      {"bytes_received", figures.bytes_received},
      {"requests_per_second", result.requests_per_second()},
      {"bytes_per_second", result.bytes_per_second()},
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
  add_latencies(report, result);
  add_open_loop(report, options, result);
  add_groups(report, options, result);
  add_hosts(report, result);
  if (result.charged) report["emulation"] = to_json(*result.charged, Side::client);
  return report;
}

std::string summary_line(const Options& options, const LoadResult& result) {
  const Figures& figures = result.figures;
  const double window = result.window.seconds();
  const auto received = static_cast<double>(figures.bytes_received);
  const auto latency = [&](double quantile) -> std::string {
    if (figures.latency.count() == 0) return "unknown";
    return fmt::format("{}{:.3f} ms", result.at_least(quantile) ? "at least " : "",
                       seconds(figures.latency.value_at(quantile)) * 1e3);
  };
  const std::string asked = result.below_asked_rate(options)
                                ? fmt::format(" ({:.1f} sent of {:g} asked for)",
                                              result.sent_per_second(), result.asked_per_second)
                                : "";
  return fmt::format(
      "{} requests in {:.3f} s: {:.1f} requests/s{}, {:.1f} MB/s, p50 {}, p99 {}, max {}",
      figures.requests, window, result.requests_per_second(), asked,
      (result.bytes_per_second() + received / window) * 1e-6, latency(0.5), latency(0.99),
      latency(1));
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

std::vector<std::string> bottleneck_lines(const LoadResult& result) {
  std::vector<std::string> lines;
  for (const HostFigures& host : result.hosts) {
    const std::vector<std::string> causes = bottlenecks(host);
    if (causes.empty()) continue;
    lines.push_back(fmt::format("rank {} on {} may have been the limit itself: {}", host.rank,
                                host.host, fmt::join(causes, ", ")));
  }
  return lines;
}

int exit_status(const Options& options, const LoadResult& result) noexcept {
  if (result.signal != 0) return 128 + result.signal;
  return result.succeeded(options) ? 0 : 1;
}

}  // namespace dispatchbench::loadgen
