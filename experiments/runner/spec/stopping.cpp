#include "experiments/runner/spec/stopping.hpp"

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

constexpr unsigned most_over_first = 5;

}  // namespace

Stopping stopping_for(const Precision& precision, unsigned rounds, unsigned comparisons) {
  for (unsigned first = rounds;; ++first) {
    const unsigned last = precision.max_rounds.value_or(most_over_first * first);
    if (last < first) {
      refuse_option("max-rounds", std::to_string(last),
                    fmt::format("at least the {} rounds that it begins with", first));
    }
    Stopping stopping{precision.until, looks_between(first, last)};
    if (rounds_needed(comparisons * stopping.corrections()) <= first) return stopping;
  }
}

std::vector<unsigned> looks_between(unsigned first, unsigned last) {
  std::vector<unsigned> looks;
  for (unsigned round = first; round < last; round += (round + 3) / 4) looks.push_back(round);
  looks.push_back(last);
  return looks;
}

}  // namespace dispatchbench::runner
