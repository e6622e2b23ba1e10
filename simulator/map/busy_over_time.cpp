#include "simulator/map/busy_over_time.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::simulator {
namespace {

/// Of each worker in one slice. A worker that had nothing more to do has no entry for it.
std::vector<double> shares_in(std::span<const Thread> workers, std::size_t slice,
                              std::int64_t slice_ns) {
  std::vector<double> shares;
  for (const Thread& worker : workers) {
    const std::int64_t busy_ns = slice < worker.busy_in.size() ? worker.busy_in[slice] : 0;
    shares.push_back(std::min(1.0, static_cast<double>(busy_ns) / static_cast<double>(slice_ns)));
  }
  return shares;
}

double in_hundredths(double share) {
  return std::round(100 * share) / 100;
}

}  // namespace

runner::BusyOverTime busy_over_time(std::span<const Thread> workers, std::int64_t slice_ns,
                                    std::size_t slices) {
  runner::BusyOverTime busy;
  busy.slice_seconds = static_cast<double>(slice_ns) * 1e-9;
  for (std::size_t slice = 0; slice < slices; ++slice) {
    std::vector<double> shares = shares_in(workers, slice, slice_ns);
    const auto [least, most] = std::ranges::minmax(shares);
    busy.least.push_back(in_hundredths(least));
    busy.most.push_back(in_hundredths(most));
    busy.median.push_back(in_hundredths(runner::median(std::move(shares))));
  }
  return busy;
}

}  // namespace dispatchbench::simulator
