#include "experiments/runner/report/same_designs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/units.hpp"
#include "experiments/runner/report/columns.hpp"

namespace dispatchbench::runner {
namespace {

/// What does not depend on how fast a server is.
struct Shape {
  double unevenness = 1;  ///< busy time of the busiest worker over the mean one's
  double tail = 1;        ///< p99 over p50
};

std::optional<Shape> shape_of(const RowSummary& row) {
  const auto ratio = row.utilization.busiest_over_mean;
  if (!ratio || *ratio <= 0 || !row.latency.p50 || !row.latency.p99) return std::nullopt;
  if (*row.latency.p50 <= 0 || *row.latency.p99 <= 0) return std::nullopt;
  return Shape{*ratio, *row.latency.p99 / *row.latency.p50};
}

/// By factors: twice as uneven is as far as half as uneven.
double distance(const Shape& a, const Shape& b) {
  return std::hypot(std::log(a.unevenness / b.unevenness), std::log(a.tail / b.tail));
}

const RowSummary* our_row(const Summary& summary, const RowSummary& peer) {
  for (const RowSummary& row : summary.rows) {
    if (!row.peer && row.strategy == *peer.design && row.point == peer.point) return &row;
  }
  return nullptr;
}

const RowSummary* nearest(const Summary& summary, const RowSummary& peer, const Shape& shape) {
  const RowSummary* best = nullptr;
  double least = 0;
  for (const RowSummary& row : summary.rows) {
    const auto own = row.peer || row.point != peer.point ? std::nullopt : shape_of(row);
    if (!own) continue;
    const double away = distance(*own, shape);
    if (best == nullptr || away < least) {
      best = &row;
      least = away;
    }
  }
  return best;
}

std::string beside(double theirs, double ours) {
  return fmt::format("{:.2f} | {:.2f}", theirs, ours);
}

std::optional<Line> line_of_peer(const Summary& summary, const RowSummary& peer) {
  if (!peer.peer || !peer.design) return std::nullopt;
  const RowSummary* const ours = our_row(summary, peer);
  const auto theirs = shape_of(peer);
  const auto own = ours == nullptr ? std::nullopt : shape_of(*ours);
  if (!theirs || !own) return std::nullopt;
  const RowSummary* const most_like = nearest(summary, peer, *theirs);
  return Line{peer.label(), *peer.design, beside(theirs->unevenness, own->unevenness),
              beside(theirs->tail, own->tail),
              most_like->strategy == *peer.design ? "the same design" : most_like->name};
}

}  // namespace

std::string same_designs_of(const Summary& summary) {
  std::vector<Line> lines{{"    server", "design", "busiest/mean", "p99/p50", "nearest to it"}};
  unsigned rounds = std::numeric_limits<unsigned>::max();
  for (const RowSummary& row : summary.rows) {
    if (auto line = line_of_peer(summary, row)) {
      rounds = std::min({rounds, row.rounds, our_row(summary, row)->rounds});
      line->front() = "    " + line->front();
      lines.push_back(std::move(*line));
    }
  }
  if (lines.size() == 1) return "";
  return fmt::format(
      "the same design, theirs | ours: how uneven the workers were (the median of {0}), how "
      "long the tail was (of {0} together),\n"
      "and which of our rows is nearest in both by these figures; they have no interval, so that "
      "it is nearer than another is not shown:\n{1}",
      format_count(rounds, "round"), laid_out(lines));
}

}  // namespace dispatchbench::runner
