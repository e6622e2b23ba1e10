#include "experiments/runner/analysis/noise_floor.hpp"

#include <array>

#include "base/each.hpp"
#include "experiments/runner/analysis/sentences.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::array differences{0.01, 0.02, 0.05};

struct Pair {
  const RowWithRuns* first;
  const RowWithRuns* second;
};

bool differ_in_name_alone(const RowWithRuns& a, const RowWithRuns& b) {
  const Combination& one = a.combination;
  const Combination& other = b.combination;
  return one.row.strategy == other.row.strategy && one.point == other.point &&
         same_content(one.server, other.server) && same_content(one.load, other.load);
}

std::vector<Pair> pairs_in(const std::vector<RowWithRuns>& rows) {
  std::vector<Pair> pairs;
  for (std::size_t later = 1; later < rows.size(); ++later) {
    for (std::size_t i = 0; i < later; ++i) {
      if (!differ_in_name_alone(rows[i], rows[later])) continue;
      pairs.push_back({&rows[i], &rows[later]});
      break;
    }
  }
  return pairs;
}

std::vector<RoundsToDetect> rounds_for_each(const std::vector<double>& log_ratios) {
  return each(differences, [&](double difference) {
    return RoundsToDetect{difference, rounds_to_detect(difference, log_ratios),
                          rounds_to_detect(difference, log_ratios, 7)};
  });
}

AaPair pair_of(const Pair& rows, const std::vector<double>& ratios, unsigned comparisons) {
  AaPair pair;
  pair.first = rows.first->summary.name;
  pair.second = rows.second->summary.name;
  pair.point = rows.first->summary.point;
  pair.rounds = rows.second->summary.rounds;
  pair.ratio = sample_of(estimate_of_ratios(ratios, comparisons), ratios);
  if (ratios.size() >= rounds_needed()) {
    const auto log_ratios = logarithms(ratios);
    pair.spread = robust_spread(log_ratios);
    pair.rounds_to_detect = rounds_for_each(log_ratios);
  }
  pair.sentence = sentence_of(pair);
  return pair;
}

}  // namespace

std::vector<AaPair> noise_floor(const std::vector<RowWithRuns>& rows, const Metric& metric,
                                unsigned looks) {
  const auto found = pairs_in(rows);
  const auto comparisons = static_cast<unsigned>(found.size()) * looks;
  std::vector<AaPair> pairs;
  for (const Pair& each : found) {
    const auto ratios = paired_ratios(each.second->ok, each.first->ok, metric);
    if (!ratios.empty()) pairs.push_back(pair_of(each, ratios, comparisons));
  }
  return pairs;
}

}  // namespace dispatchbench::runner
