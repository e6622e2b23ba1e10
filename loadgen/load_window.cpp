#include "loadgen/load_window.hpp"

#include <algorithm>
#include <utility>

namespace dispatchbench::loadgen {
namespace {

std::int64_t measured_from_ns(const Options& options, const RunEnding& ending) noexcept {
  return ending.start_ns + options.warmup.count();
}

/// How many requests a second there should have been: the rate, or what was drawn or recorded.
double rate_asked_for(const Options& options, const Plan& plan, const LoadResult& result) {
  if (options.mix.empty() && !options.trace &&
      options.arrivals.kind == workload::ArrivalShape::Kind::uniform)
    return options.rate;
  if (result.stopped) return static_cast<double>(result.due) / result.window.seconds();
  const double seconds = std::max(1e-9, static_cast<double>(plan.planned_ns()) * 1e-9);
  return static_cast<double>(plan.planned().value_or(0)) / seconds;
}

void add_open_loop(const Options& options, const Plan& plan, std::int64_t start_ns,
                   LoadResult& result) {
  const Window& window = result.window;
  result.due = plan.measured_due_before(window.end_ns - start_ns);
  std::int64_t sent_ns = window.end_ns;
  if (!result.stopped) {
    const std::int64_t planned_end_ns = result.measured_from_ns + plan.planned_ns();
    sent_ns = std::max(span_of(result.figures).sent_ns, planned_end_ns);
  }
  result.sending_seconds = static_cast<double>(sent_ns - window.start_ns) * 1e-9;
  result.asked_per_second = rate_asked_for(options, plan, result);
}

}  // namespace

void Span::add(const Span& other) noexcept {
  const bool earlier = first_ns == 0 || other.first_ns < first_ns;
  if (other.first_ns != 0 && earlier) first_ns = other.first_ns;
  sent_ns = std::max(sent_ns, other.sent_ns);
  settled_ns = std::max(settled_ns, other.settled_ns);
}

Span span_of(const Figures& figures) noexcept {
  Span span;
  for (const ThreadFigures& thread : figures.threads) {
    span.add({thread.first_ns, thread.sent_ns, thread.settled_ns});
  }
  return span;
}

Window window_of(const Options& options, const Plan& plan, const RunEnding& ending,
                 const Span& span) {
  const std::int64_t from_ns = measured_from_ns(options, ending);
  Window window;
  window.start_ns = plan.timed() || span.first_ns == 0 ? from_ns : span.first_ns;
  // Of a load that was stopped the end of an open loop may be far off, and takes long to find.
  const bool end_known = plan.timed() && (options.duration || !ending.stopped);
  const std::int64_t planned_end_ns = from_ns + (end_known ? plan.planned_ns() : 0);
  window.end_ns = options.duration ? planned_end_ns : std::max(planned_end_ns, span.settled_ns);
  if (ending.stopped)
    window.end_ns = options.duration ? std::min(planned_end_ns, ending.over_ns) : ending.over_ns;
  window.end_ns = std::max(window.end_ns, window.start_ns);
  return window;
}

LoadResult result_of(const Options& options, const Plan& plan, const RunEnding& ending,
                     const Window& window, Figures figures) {
  LoadResult result;
  result.figures = std::move(figures);
  if (!options.auto_connections) result.figures.slots.resize(options.connections);
  result.window = window;
  result.measured_from_ns = measured_from_ns(options, ending);
  result.warmup_seconds = static_cast<double>(options.warmup.count()) * 1e-9;
  result.stopped = ending.stopped;
  result.signal = ending.signal;
  // What an open loop would have drawn in the rest of its time is not worth finding out.
  if (!result.stopped || !options.duration) result.planned = plan.planned();
  if (is_open_loop(options)) add_open_loop(options, plan, ending.start_ns, result);
  return result;
}

}  // namespace dispatchbench::loadgen
