// The worker with the fewest connections.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

/// Of several with the fewest any, or all who deal at the same moment would choose the same one.
class LeastConnections final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random& random) override {
    std::size_t chosen = 0;
    std::size_t equals = 0;
    for (std::size_t i = 0; i < workers.size(); ++i) {
      if (workers[i].connections > workers[chosen].connections) continue;
      if (workers[i].connections < workers[chosen].connections) equals = 0;
      if (random.below(++equals) == 0) chosen = i;
    }
    return chosen;
  }
};

}  // namespace

std::unique_ptr<Placement> make_least_connections(std::size_t) {
  return std::make_unique<LeastConnections>();
}

}  // namespace dispatchbench
