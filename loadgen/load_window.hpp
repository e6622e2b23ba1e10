// What follows from the plan, the clock and the figures once the threads have ended: the window
// over which rates are told, and what an open loop owed.
#pragma once

#include <cstdint>

#include "loadgen/load_result.hpp"
#include "loadgen/plan/plan.hpp"

namespace dispatchbench::loadgen {

/// How a run ended. CLOCK_MONOTONIC, ns.
struct RunEnding {
  std::int64_t start_ns = 0;  ///< of the run, as the plan counts it
  std::int64_t over_ns = 0;   ///< all threads had ended by then
  bool stopped = false;       ///< before its end
  int signal = 0;             ///< that stopped it
};

/// The first send, the last one, and the last answer or failure; 0 if there was none.
struct Span {
  std::int64_t first_ns = 0;
  std::int64_t sent_ns = 0;
  std::int64_t settled_ns = 0;

  /// Makes it that of both.
  void add(const Span& other) noexcept;
};

Span span_of(const Figures& figures) noexcept;

Window window_of(const Options& options, const Plan& plan, const RunEnding& ending,
                 const Span& span);

/// The result; `figures` have all that was sent, and the unsent at their ages.
LoadResult result_of(const Options& options, const Plan& plan, const RunEnding& ending,
                     const Window& window, Figures figures);

}  // namespace dispatchbench::loadgen
