// What placements by load have in common.
#pragma once

#include <cstddef>
#include <span>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {

/// The worker of which `amount` says the least. Of several any, or all who deal at the same moment
/// would choose the same one.
template <class Amount>
std::size_t any_with_least(std::span<const WorkerLoad> workers, Amount amount, Random& random) {
  std::size_t chosen = 0;
  std::size_t equals = 0;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    if (amount(workers[chosen]) < amount(workers[i])) continue;
    if (amount(workers[i]) < amount(workers[chosen])) equals = 0;
    if (random.below(++equals) == 0) chosen = i;
  }
  return chosen;
}

}  // namespace dispatchbench
