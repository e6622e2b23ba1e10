// Connections that are ready, by how long ago their requests arrived.
#pragma once

#include <cstdint>

#include <boost/intrusive/set.hpp>

#include "strategies/loops/at_once.hpp"
#include "strategies/runtime/one_shot_shards.hpp"

namespace dispatchbench {

using AgeHook = boost::intrusive::set_base_hook<boost::intrusive::optimize_size<true>>;

struct AgedSession final : OneShotSession, AgeHook {
  using OneShotSession::OneShotSession;

  std::uint64_t arrival = 0;  ///< its request's place in the order of arrival; 0: it has none yet
  std::uint32_t quanta = 0;   ///< that its request has used up
};

/// The order of a WorkQueue: the oldest request first. A request arrives when its connection
/// becomes ready and was between two; what becomes ready in the midst of one is as old as that.
class ByAge {
 public:
  /// So many quanta a request keeps its place. Then it is as if it had come anew: one without an
  /// end would leave nothing for others.
  static constexpr std::uint32_t most_quanta = quanta_in_place;

  void push(AgedSession& session) noexcept {
    if (session.arrival == 0 || session.idle()) {
      session.arrival = ++last_arrival_;
      session.quanta = 0;
    }
    sessions_.insert(sessions_.end(), session);  // mostly it is the youngest
  }

  /// It is not empty.
  AgedSession& pop() noexcept {
    AgedSession& oldest = *sessions_.begin();
    sessions_.erase(sessions_.begin());
    return oldest;
  }

  bool empty() const noexcept { return sessions_.empty(); }
  void clear() noexcept { sessions_.clear(); }

  /// Before push(), where it is pushed because it has used up a quantum. For whoever ran it.
  static void count_quantum(AgedSession& session) noexcept {
    if (++session.quanta == most_quanta) session.arrival = 0;
  }

 private:
  struct Older {
    bool operator()(const AgedSession& one, const AgedSession& other) const noexcept {
      return one.arrival < other.arrival;
    }
  };

  std::uint64_t last_arrival_ = 0;
  boost::intrusive::set<AgedSession, boost::intrusive::base_hook<AgeHook>,
                        boost::intrusive::compare<Older>>
      sessions_;
};

}  // namespace dispatchbench
