// The processor that received a connection says which worker. Over the loopback device that is the
// client's own.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

class ByCpu final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin& origin, Random&) override {
    return origin.cpu % workers.size();
  }
};

}  // namespace

std::unique_ptr<Placement> make_by_cpu(std::size_t) {
  return std::make_unique<ByCpu>();
}

}  // namespace dispatchbench
