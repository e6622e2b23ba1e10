// The worker with the fewest requests in hand: by what it does, not by what it may have to do.
// Asked of Netty (issue 15948) and of Swift NIO (issue 1370), which deal in turn.
#include <memory>
#include <utility>

#include "strategies/placement/any_with_least.hpp"

namespace dispatchbench {
namespace {

/// Kept connections mostly rest, so many workers are alike: of those the one with fewest
/// connections.
class FewestRequests final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random& random) override {
    return any_with_least(
        workers,
        [](const WorkerLoad& load) { return std::pair(load.requests_in_hand, load.connections); },
        random);
  }
};

}  // namespace

std::unique_ptr<Placement> make_fewest_requests(std::size_t) {
  return std::make_unique<FewestRequests>();
}

}  // namespace dispatchbench
