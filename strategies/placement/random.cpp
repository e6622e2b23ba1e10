// Any worker, all equally likely.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

class RandomWorker final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random& random) override {
    return random.below(workers.size());
  }
};

}  // namespace

std::unique_ptr<Placement> make_random(std::size_t) {
  return std::make_unique<RandomWorker>();
}

}  // namespace dispatchbench
