// Who says which worker gets a connection: the server's own placement objects, seeded alike.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "strategies/placement/placements.hpp"

namespace dispatchbench::simulator {

/// One for each thread that places connections.
class Dealer {
 public:
  Dealer(const PlacementRow& placement, std::uint32_t self, std::uint64_t seed)
      : placement_(placement.make(self)), random_(seed) {}

  std::uint32_t choose(const std::vector<WorkerLoad>& loads) {
    return static_cast<std::uint32_t>(placement_->choose(loads, Origin{}, random_));
  }

 private:
  std::unique_ptr<Placement> placement_;
  Random random_;
};

}  // namespace dispatchbench::simulator
