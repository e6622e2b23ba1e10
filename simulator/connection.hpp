// A connection, from both ends at once, the request that it has under way, and the queues it waits
// in. There may be millions, of which few have a request: what only those need is kept apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "machine/costs.hpp"
#include "simulator/load.hpp"
#include "simulator/waiting_requests.hpp"

namespace dispatchbench::simulator {

struct Connection {
  std::uint32_t next = none;       ///< in the queue that it waits in
  std::uint32_t worker = 0;        ///< that has it
  std::uint32_t answered = 0;      ///< since it was opened
  std::uint32_t since_moved = 0;   ///< likewise, or since it was placed anew
  std::uint32_t under_way = none;  ///< where its request is; none: its client has none, nor will
  EarlyBytes early;                ///< as its worker receives them
  EarlyBytes client_early;         ///< … as its client sends them
  bool open : 1 = false;
  bool greeted : 1 = false;      ///< its worker has begun with it
  bool handed_over : 1 = false;  ///< and not taken yet
  bool woken_for : 1 = false;    ///< its worker was parked when it came
  bool begun : 1 = false;        ///< some of its request was served
  bool resting : 1 = false;      ///< as its worker knows it: between two requests

  bool taken() const noexcept { return under_way != none; }
};
static_assert(sizeof(Connection) == 32, "two share a cache line, and a million take 32 MB");

/// What a connection's client has sent, or will send when it is due.
struct UnderWay {
  Request request;
  std::int64_t sent_ns = 0;
  std::uint64_t bytes_left = 0;  ///< of the body
  RequestQueue waiting;          ///< that come after it
};

/// All there are. Those that have no request take nothing but a Connection.
class Connections {
 public:
  explicit Connections(std::size_t count) : all_(count) {}

  std::size_t size() const noexcept { return all_.size(); }
  Connection& operator[](std::size_t connection) noexcept { return all_[connection]; }
  const Connection& operator[](std::size_t connection) const noexcept { return all_[connection]; }

  /// Of one that is taken; valid until another is.
  UnderWay& under_way(const Connection& connection) noexcept {
    return under_way_[connection.under_way];
  }
  Request& request_of(const Connection& connection) noexcept {
    return under_way(connection).request;
  }

  /// It has a request under way from now on, its only one.
  void take(Connection& connection, const Request& request) {
    connection.under_way = free_place();
    under_way_[connection.under_way] = {.request = request, .waiting = {}};
  }

  /// It has none, and none waits.
  void release(Connection& connection) noexcept {
    under_way(connection).waiting.first = free_;
    free_ = connection.under_way;
    connection.under_way = none;
  }

 private:
  std::uint32_t free_place() {
    if (free_ == none) {
      under_way_.emplace_back();
      return static_cast<std::uint32_t>(under_way_.size() - 1);
    }
    const std::uint32_t place = free_;
    free_ = under_way_[place].waiting.first;
    return place;
  }

  std::vector<Connection> all_;
  std::vector<UnderWay> under_way_;
  std::uint32_t free_ = none;
};

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
