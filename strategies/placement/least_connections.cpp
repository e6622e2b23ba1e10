// The worker with the fewest connections.
#include <memory>

#include "strategies/placement/any_with_least.hpp"

namespace dispatchbench {
namespace {

class LeastConnections final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random& random) override {
    return any_with_least(
        workers, [](const WorkerLoad& load) { return load.connections; }, random);
  }
};

}  // namespace

std::unique_ptr<Placement> make_least_connections(std::size_t) {
  return std::make_unique<LeastConnections>();
}

}  // namespace dispatchbench
