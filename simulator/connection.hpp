// A connection, from both ends at once, and the queues it waits in.
#pragma once

#include <cstdint>
#include <vector>

#include "machine/costs.hpp"
#include "simulator/load.hpp"
#include "simulator/waiting_requests.hpp"

namespace dispatchbench::simulator {

struct Connection {
  std::uint32_t next = none;      ///< in the queue that it waits in
  std::uint32_t worker = 0;       ///< that has it
  std::uint32_t answered = 0;     ///< since it was opened
  std::uint32_t since_moved = 0;  ///< likewise, or since it was placed anew
  bool taken = false;             ///< its client has a request under way, or will have
  bool open = false;
  bool greeted = false;          ///< its worker has begun with it
  bool handed_over = false;      ///< and not taken yet
  bool woken_for = false;        ///< its worker was parked when it came
  bool begun = false;            ///< some of its request was served
  bool resting = false;          ///< as its worker knows it: between two requests
  std::int64_t sent_ns = 0;      ///< its request
  std::uint64_t bytes_left = 0;  ///< of the body
  EarlyBytes early;              ///< as its worker receives them
  EarlyBytes client_early;       ///< … as its client sends them
  std::uint64_t kept_for = 0;    ///< requests; 0: any number
  Request request;
  RequestQueue waiting;  ///< that come after it
};

using Connections = std::vector<Connection>;

/// First come, first served. A connection is in one queue at the most.
class ConnectionQueue {
 public:
  bool empty() const noexcept { return first_ == none; }
  std::uint32_t size() const noexcept { return size_; }

  void push(Connections& all, std::uint32_t connection) noexcept {
    all[connection].next = none;
    (empty() ? first_ : all[last_].next) = connection;
    last_ = connection;
    ++size_;
  }

  /// It is not empty.
  std::uint32_t pop(const Connections& all) noexcept {
    const std::uint32_t connection = first_;
    first_ = all[connection].next;
    --size_;
    return connection;
  }

 private:
  std::uint32_t first_ = none;
  std::uint32_t last_ = none;
  std::uint32_t size_ = 0;
};

}  // namespace dispatchbench::simulator
