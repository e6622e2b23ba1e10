#include "experiments/runner/run/progress.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/standard_streams.hpp"

namespace dispatchbench::runner {
namespace {

double seconds_since(Clock::time_point moment) {
  return std::chrono::duration<double>(Clock::now() - moment).count();
}

/// "163.2 requests/s, 6.5 GB/s", with the metric that rows are compared by; or why it failed.
std::string format_outcome(const MeasuredRun& run, const Metric& metric) {
  if (!run.ok()) return "FAILED: " + run.failure->what;
  std::string text = fmt::format("{:.1f} requests/s, {:.2f} GB/s", requests_per_second(run),
                                 bytes_per_second(run) / 1e9);
  if (const auto value = metric.of(run); value && metric.lower_is_better) {
    text += fmt::format(", {} {}", metric.words, shown(metric, *value));
  }
  if (!run.flags.empty()) text += fmt::format(" ({})", fmt::join(run.flags, ", "));
  return text;
}

}  // namespace

Progress::Progress(const Plan& plan, const Metric& metric, std::FILE* out)
    : plan_(plan), metric_(metric), out_(out), line_(out), time_left_(plan) {}

std::string Progress::head(const PlannedRun& run) const {
  return fmt::format("[{}/{}] round {} {}", run.index, plan_.runs.size(), run.round, run.row());
}

void Progress::began(const PlannedRun& run) {
  current_ = &run;
  began_ = Clock::now();
  tick();
}

void Progress::tick() {
  if (!line_.possible() || current_ == nullptr) return;
  const double seconds = seconds_since(began_);
  const double expected = time_left_.expected(*current_);
  const double done = std::min(1.0, seconds / expected);
  const double left = time_left_.seconds() - std::min(seconds, expected);
  line_.show(fmt::format("{} ... {:3.0f} %, {:.0f}s, {} left", head(*current_), done * 100, seconds,
                         format_time(left)));
}

void Progress::ended(const PlannedRun& planned, const MeasuredRun& run) {
  current_ = nullptr;
  time_left_.finished(planned, run.seconds());
  const auto line = fmt::format("{} {}, {} left", head(planned), format_outcome(run, metric_),
                                format_time(seconds_left()));
  if (line_.possible()) {
    line_.leave(line);
  } else {
    print_if_possible(out_, "{}\n", line);
    std::fflush(out_);
  }
}

void Progress::skipped(const PlannedRun& planned, const MeasuredRun& run) {
  time_left_.finished(planned, run.seconds());
}

void Progress::broken_off() {
  if (line_.possible() && current_ != nullptr) line_.leave(head(*current_) + " broken off");
  current_ = nullptr;
}

}  // namespace dispatchbench::runner
