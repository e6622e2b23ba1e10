// What workers have to do, and what those who place connections know of it.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/dealer.hpp"
#include "simulator/late_loads.hpp"

namespace dispatchbench::simulator {

/// Of all workers. Times are ns of the simulation, in the order of the calls.
class WorkerLoads {
 public:
  struct Setting {
    std::uint32_t workers = 1;
    std::int64_t delay_ns = 0;  ///< until others hear of them
    std::uint64_t seed = 1;     ///< of what placements leave to chance
    const PlacementRow* placement = nullptr;
    const PlacementRow* moving = nullptr;  ///< where connections go later; null: the same
  };

  explicit WorkerLoads(const Setting& setting);

  const std::vector<WorkerLoad>& all() const noexcept { return loads_; }
  bool idle(std::uint32_t worker) const noexcept { return loads_[worker].idle; }
  bool has_requests(std::uint32_t worker) const noexcept {
    return loads_[worker].requests_in_hand > 0;
  }

  void set_idle(std::uint32_t worker, bool idle, std::int64_t now_ns);

  /// Which worker gets a connection that `from` has accepted, a worker or the acceptor after them.
  std::uint32_t choose(std::uint32_t from, std::int64_t now_ns);

  /// A new connection counts as the worker's from now on, and its first request with it.
  void placed(std::uint32_t worker);

  /// A connection of `from` has begun to rest between two requests, or ended to.
  void set_resting(std::uint32_t from, bool resting, std::int64_t now_ns);

  /// One that does not rest has ended.
  void ended(std::uint32_t from, std::int64_t now_ns);

  /// Which worker gets one that rests, and whose it is from now on.
  std::uint32_t move(std::uint32_t from, std::int64_t now_ns);

  /// By the rule of strategies/afterwards/too_many.hpp, as far as the worker knows.
  bool has_too_many(std::uint32_t worker, std::int64_t now_ns);

 private:
  void gets(std::uint32_t worker);
  void tell(std::uint32_t worker, std::int64_t now_ns);

  std::vector<WorkerLoad> loads_;
  LateLoads late_;
  std::vector<Dealer> dealers_;  // the workers', then an acceptor's
  std::vector<Dealer> movers_;   // the workers'; none: the same
};

}  // namespace dispatchbench::simulator
