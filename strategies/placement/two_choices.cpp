// Of two workers drawn at random the one with fewer connections: nearly as even as knowing them
// all.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

class TwoChoices final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random& random) override {
    if (workers.size() == 1) return 0;
    const std::size_t first = random.below(workers.size());
    std::size_t second = random.below(workers.size() - 1);
    if (second >= first) ++second;  // two different ones
    return workers[second].connections < workers[first].connections ? second : first;
  }
};

}  // namespace

std::unique_ptr<Placement> make_two_choices(std::size_t) {
  return std::make_unique<TwoChoices>();
}

}  // namespace dispatchbench
