// Requests that are due and wait for a connection, in many queues that share their memory.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/load.hpp"

namespace dispatchbench::simulator {

/// First come, first served; empty at first.
struct RequestQueue {
  std::uint32_t first = none;
  std::uint32_t last = none;

  bool empty() const noexcept { return first == none; }
};

class WaitingRequests {
 public:
  void push(RequestQueue& queue, const Request& request) {
    const std::uint32_t place = free_place();
    places_[place] = {request, none};
    (queue.empty() ? queue.first : places_[queue.last].next) = place;
    queue.last = place;
  }

  /// The queue is not empty.
  Request pop(RequestQueue& queue) noexcept {
    Place& place = places_[queue.first];
    const std::uint32_t freed = queue.first;
    queue.first = place.next;
    place.next = free_;
    free_ = freed;
    return place.request;
  }

 private:
  struct Place {
    Request request;
    std::uint32_t next = none;
  };

  std::uint32_t free_place() {
    if (free_ == none) {
      places_.emplace_back();
      return static_cast<std::uint32_t>(places_.size() - 1);
    }
    const std::uint32_t place = free_;
    free_ = places_[place].next;
    return place;
  }

  std::vector<Place> places_;
  std::uint32_t free_ = none;
};

}  // namespace dispatchbench::simulator
