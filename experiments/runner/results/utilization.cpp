#include "experiments/runner/results/utilization.hpp"

#include <algorithm>
#include <numeric>

#include "base/each.hpp"

namespace dispatchbench::runner {
namespace {

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// --threads as the run's options have it, or as the server says; no more than an emulated machine
/// has.
double asked_cores(const ServerReport& report) {
  const double threads = report.options.threads.value_or(report.threads.value_or(0));
  return std::min(threads, report.options.machine_cores.value_or(threads));
}

/// What each worker was busy for before `begin_ns`: in a warm-up, which no figure counts.
std::vector<double> busy_before(const BusyTimeline& timeline, std::int64_t begin_ns,
                                std::size_t workers) {
  std::vector<double> seconds(workers, 0.0);
  if (timeline.interval_ns <= 0) return seconds;
  for (std::size_t worker = 0; worker < std::min(workers, timeline.busy.size()); ++worker) {
    std::int64_t from = timeline.start_ns;
    for (const double share : timeline.busy[worker]) {
      if (from >= begin_ns) break;
      const std::int64_t part = std::min(timeline.interval_ns, begin_ns - from);
      seconds[worker] += share * static_cast<double>(part) / 1e9;
      from += timeline.interval_ns;
    }
  }
  return seconds;
}

/// What each worker was busy for, a warm-up left out. Without one nobody was busy before the load.
std::vector<double> busy_in_window(const ServerReport& report, const LoadReport& load) {
  auto busy = each(report.workers, &WorkerReport::busy_seconds);
  if (load.warm_up.requests == 0) return busy;
  const auto before = busy_before(report.timeline, load.started_ns, busy.size());
  for (std::size_t i = 0; i < busy.size(); ++i) busy[i] = std::max(0.0, busy[i] - before[i]);
  return busy;
}

template <class Predicate>
double fraction(const std::vector<std::size_t>& values, Predicate predicate) {
  return static_cast<double>(std::count_if(values.begin(), values.end(), predicate)) /
         static_cast<double>(values.size());
}

/// The middle of the sample lies within the load's time.
bool is_under_load(const BusyTimeline& timeline, std::size_t sample, const LoadReport& load) {
  const double middle =
      static_cast<double>(timeline.start_ns) +
      (static_cast<double>(sample) + 0.5) * static_cast<double>(timeline.interval_ns);
  return middle >= static_cast<double>(load.started_ns) &&
         middle <= static_cast<double>(load.finished_ns);
}

/// Of the looks under load, how many found it so.
std::optional<double> idle_while_queued_in(const BusyTimeline& timeline, const LoadReport& load) {
  if (timeline.interval_ns <= 0) return std::nullopt;
  double looks = 0;
  double found = 0;
  const std::size_t samples = std::min(timeline.looks.size(), timeline.idle_while_queued.size());
  for (std::size_t sample = 0; sample < samples; ++sample) {
    if (!is_under_load(timeline, sample, load)) continue;
    looks += timeline.looks[sample];
    found += timeline.idle_while_queued[sample];
  }
  return looks > 0 ? std::optional(found / looks) : std::nullopt;
}

void add_times(Utilization& utilization, const BusySamples& samples) {
  if (samples.busy.empty()) return;
  const std::size_t all = samples.workers;
  const auto share_with = [&](auto predicate) { return fraction(samples.busy, predicate); };
  utilization.time_above_half_busy = share_with([all](auto busy) { return 2 * busy > all; });
  utilization.time_nearly_all_busy = share_with([all](auto busy) { return 10 * busy >= 9 * all; });
  utilization.time_few_busy = share_with([all](auto busy) { return busy > 0 && 6 * busy <= all; });
}

}  // namespace

BusySamples busy_samples_of(const MeasuredRun& run) {
  BusySamples samples;
  if (!run.server.report || !run.load.report) return samples;
  const BusyTimeline& timeline = run.server.report->timeline;
  const auto& rows = timeline.busy;
  if (timeline.interval_ns <= 0) return samples;
  samples.workers = rows.size();
  for (std::size_t sample = 0; !rows.empty() && sample < rows.front().size(); ++sample) {
    if (!is_under_load(timeline, sample, *run.load.report)) continue;
    samples.busy.push_back(static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [sample](const std::vector<double>& row) {
          return sample < row.size() && row[sample] > 0.5;
        })));
  }
  return samples;
}

Utilization utilization_of(const MeasuredRun& run) {
  Utilization utilization;
  if (!run.server.report || !run.load.report) return utilization;
  const double window = run.load.report->seconds();
  const auto busy = busy_in_window(*run.server.report, *run.load.report);
  if (window <= 0 || busy.empty()) return utilization;
  const double mean = sum(busy) / static_cast<double>(busy.size());
  utilization.mean = std::min(1.0, mean / window);
  if (const double cores = asked_cores(*run.server.report); cores > 0) {
    utilization.of_cores = std::min(1.0, sum(busy) / (cores * window));
  }
  if (mean > 0) {
    utilization.busiest_over_mean = *std::max_element(busy.begin(), busy.end()) / mean;
  }
  add_times(utilization, busy_samples_of(run));
  utilization.idle_while_queued =
      idle_while_queued_in(run.server.report->timeline, *run.load.report);
  return utilization;
}

std::optional<WorkerShares> worker_shares_of(const MeasuredRun& run) {
  if (!run.server.report) return std::nullopt;
  WorkerShares shares;
  for (const WorkerReport& worker : run.server.report->workers) {
    if (!worker.connections) return std::nullopt;  // of a peer that is not seen
    shares.connections.push_back(*worker.connections);
    shares.requests.push_back(worker.requests.value_or(0));
    shares.bytes.push_back(worker.bytes.value_or(0));
  }
  return shares.connections.empty() ? std::nullopt : std::optional(std::move(shares));
}

}  // namespace dispatchbench::runner
