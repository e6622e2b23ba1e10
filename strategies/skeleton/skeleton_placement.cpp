// A placement to copy: strategies/placement/NAME.cpp, and a row in placements.cpp there.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

/// It may keep what it likes between calls: one thread uses it. It must not look at a clock, and
/// draws chance from `random` only, for a simulator runs it too.
class SkeletonPlacement final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random& random) override {
    std::size_t chosen = random.below(workers.size());  // or all who deal would agree on a tie
    for (std::size_t i = 0; i < workers.size(); ++i) {
      if (rank(workers[i]) < rank(workers[chosen])) chosen = i;
    }
    return chosen;
  }

 private:
  /// The idle first. What others have placed meanwhile may be missing in the loads.
  static std::size_t rank(const WorkerLoad& load) {
    return std::size_t{2} * load.requests_in_hand + (load.idle ? 0 : 1);
  }
};

}  // namespace

/// `self` is the worker that asks, where workers accept; this one treats it like any other.
std::unique_ptr<Placement> make_skeleton_placement(std::size_t /*self*/) {
  return std::make_unique<SkeletonPlacement>();
}

}  // namespace dispatchbench
