// What placements know of loads where a worker's news takes a while: as
// strategies/runtime/late_news has it, in simulated time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "strategies/placement/placement.hpp"

namespace dispatchbench::simulator {

/// A connection that is placed is known of at once, by everybody; that one ended, how many are
/// between two requests and whether a worker is idle only after the delay, but by the worker
/// itself.
class LateLoads {
 public:
  LateLoads(std::size_t workers, std::int64_t delay_ns) : delay_ns_(delay_ns), said_(workers) {}

  bool late() const noexcept { return delay_ns_ > 0; }

  void placed(std::size_t worker) noexcept { ++said_[worker].placed; }

  /// The worker's load has changed to this.
  void say(std::size_t worker, const WorkerLoad& load, std::int64_t now_ns) {
    Said& its = said_[worker];
    its.under_way.push_back({now_ns + delay_ns_, its.placed - load.connections,
                             load.connections - load.requests_in_hand, load.idle});
  }

  /// As `self` knows them, who may be none of the workers; `loads` are what they are.
  const std::vector<WorkerLoad>& known_to(std::size_t self, const std::vector<WorkerLoad>& loads,
                                          std::int64_t now_ns) {
    if (!late()) return loads;
    known_ = loads;
    for (std::size_t i = 0; i < loads.size(); ++i) {
      if (i != self) known_[i] = heard_of(said_[i], now_ns);
    }
    return known_;
  }

 private:
  struct Message {
    std::int64_t arrives_ns = 0;
    std::uint32_t ended = 0;    // connections, since the beginning
    std::uint32_t resting = 0;  // between two requests
    bool idle = false;
  };
  struct Said {
    std::uint32_t placed = 0;
    Message heard;
    std::deque<Message> under_way;
  };

  static WorkerLoad heard_of(Said& its, std::int64_t now_ns) {
    while (!its.under_way.empty() && its.under_way.front().arrives_ns <= now_ns) {
      its.heard = its.under_way.front();
      its.under_way.pop_front();
    }
    const std::uint32_t connections = its.placed - its.heard.ended;
    return {connections, connections - std::min(its.heard.resting, connections), its.heard.idle};
  }

  const std::int64_t delay_ns_;
  std::vector<Said> said_;
  std::vector<WorkerLoad> known_;
};

}  // namespace dispatchbench::simulator
