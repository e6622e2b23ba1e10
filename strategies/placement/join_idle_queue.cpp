// A worker that has nothing to do, of several the one whose turn is longest ago; where none is
// known to be idle, any. After Lu et al., 2011, whose idle workers queue up at whoever deals.
#include <memory>
#include <vector>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {
namespace {

class JoinIdleQueue final : public Placement {
 public:
  std::size_t choose(std::span<const WorkerLoad> workers, const Origin&, Random& random) override {
    dealt_.resize(workers.size());
    std::size_t chosen = workers.size();
    for (std::size_t i = 0; i < workers.size(); ++i) {
      if (!workers[i].idle) continue;
      if (chosen == workers.size() || dealt_[i] < dealt_[chosen]) chosen = i;
    }
    if (chosen == workers.size()) chosen = random.below(workers.size());
    dealt_[chosen] = ++turn_;
    return chosen;
  }

 private:
  std::vector<std::uint64_t> dealt_;  // a worker's last turn; 0: none yet
  std::uint64_t turn_ = 0;
};

}  // namespace

std::unique_ptr<Placement> make_join_idle_queue(std::size_t) {
  return std::make_unique<JoinIdleQueue>();
}

}  // namespace dispatchbench
