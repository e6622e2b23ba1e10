#include "loadgen/load.hpp"

#include <chrono>
#include <utility>

#include "base/clock.hpp"
#include "loadgen/load_part.hpp"
#include "loadgen/load_window.hpp"
#include "loadgen/progress.hpp"

namespace dispatchbench::loadgen {
namespace {

void run_threads(const Options& options, LoadPart& part) {
  part.start_threads();
  const Progress progress(options, part.recorders());
  part.begin(monotonic_ns());
  while (!part.over_within(std::chrono::hours(1))) {
  }
}

}  // namespace

LoadResult run_load(const Options& options, const Stop& stop) {
  LoadPart part(options, stop);
  run_threads(options, part);
  const RunEnding ending{part.start_ns(), monotonic_ns(), stop.requested(), stop.signal()};
  Figures figures = part.figures();
  const Window window = window_of(options, part.plan(), ending, span_of(figures));
  part.censor(window.end_ns, figures);
  LoadResult result = result_of(options, part.plan(), ending, window, std::move(figures));
  result.charged = part.charged();
  return result;
}

}  // namespace dispatchbench::loadgen
