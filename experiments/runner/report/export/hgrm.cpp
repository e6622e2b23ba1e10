// The percentile table that HdrHistogram's outputPercentileDistribution() prints and its plotter
// reads (five lines in every halving of what is left), of all runs of a row together, in
// milliseconds.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/histogram.hpp"
#include "experiments/runner/report/export/exporter.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double ticks_per_half_distance = 5;
constexpr double milliseconds = 1e-6;  // in a nanosecond
constexpr double rounding = 1e-12;     // that sums of shares may be off by

Latency merged(const MeasuredRow& row) {
  Latency all;
  for (const MeasuredRun& run : row.runs) all.merge(run.load.report->latency);
  return all;
}

/// The next share at which HdrHistogram prints a line.
double next_share(double share) {
  const double halvings = std::floor(std::log2(1 / (1 - share))) + 1;
  return share + 1 / (ticks_per_half_distance * std::exp2(halvings));
}

/// The last line has no fourth field: it would be infinite.
std::string line_of(const Latency& latency, std::int64_t upper, double share, std::uint64_t seen) {
  const double value =
      static_cast<double>(std::min(upper, latency.max_nanoseconds())) * milliseconds;
  std::string line = fmt::format("{:12.3f} {:2.12f} {:10}", value, share, seen);
  if (share < 1) line += fmt::format(" {:14.2f}", 1 / (1 - share));
  return line + "\n";
}

/// Plotters read the lines of four fields alone, so the maximum must have one of those too: lines
/// go on to the share that all but one latency have, with one at least in the last bucket.
std::string percentile_table(const Latency& latency) {
  std::string text = fmt::format("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile",
                                 "TotalCount", "1/(1-Percentile)");
  const auto total = static_cast<double>(latency.count());
  std::uint64_t seen = 0;
  double share = 0;
  for (const auto& [upper, count] : latency.counts()) {
    seen += count;
    const bool last = seen == latency.count();
    const double reached =
        last ? std::max(share, 1 - 1 / total) : static_cast<double>(seen) / total;
    for (; share <= reached + rounding; share = next_share(share)) {
      text += line_of(latency, upper, share, seen);
    }
    if (last) break;
  }
  return text + line_of(latency, latency.max_nanoseconds(), 1, latency.count());
}

/// Of values as the table has them: a bucket's upper bound, but never above the maximum.
double deviation_of(const Latency& latency) {
  const double mean = latency.mean_nanoseconds();
  double squares = 0;
  for (const auto& [upper, count] : latency.counts()) {
    const double off = static_cast<double>(std::min(upper, latency.max_nanoseconds())) - mean;
    squares += off * off * static_cast<double>(count);
  }
  return std::sqrt(squares / static_cast<double>(latency.count()));
}

}  // namespace

std::string export_hgrm(const Measurements& measurements) {
  const Latency latency = merged(measurements.rows.front());
  if (latency.count() == 0) return "";
  return percentile_table(latency) +
         fmt::format(
             "#[Mean    = {:12.3f}, StdDeviation   = {:12.3f}]\n"
             "#[Max     = {:12.3f}, Total count    = {:12}]\n"
             "#[Buckets = {:12}, SubBuckets     = {:12}]\n",
             latency.mean_nanoseconds() * milliseconds, deviation_of(latency) * milliseconds,
             static_cast<double>(latency.max_nanoseconds()) * milliseconds, latency.count(),
             Histogram::max_bits - Histogram::sub_bits + 1, 1U << Histogram::sub_bits);
}

}  // namespace dispatchbench::runner
