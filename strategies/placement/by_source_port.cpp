// The client's port says which worker: whoever picks ports with care picks workers. Linux gives
// even ports to clients that pick none, so of an even number of workers every other gets nothing.
#include <memory>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

class BySourcePort final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin& origin, Random&) override {
    return origin.source_port % workers.size();
  }
};

}  // namespace

std::unique_ptr<Placement> make_by_source_port(std::size_t) {
  return std::make_unique<BySourcePort>();
}

}  // namespace dispatchbench
