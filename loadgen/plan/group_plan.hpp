// What one group of connections sends, and when: its numbers, due times, sizes and demands. No
// clock and no randomness of its own: time comes in, everything else follows from the seed.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>

#include "loadgen/options/options.hpp"
#include "loadgen/plan/request.hpp"
#include "loadgen/plan/share.hpp"
#include "workload/arrivals.hpp"
#include "workload/mix.hpp"
#include "workload/spread.hpp"
#include "workload/trace.hpp"

namespace dispatchbench::loadgen {

/// Any thread, unless said otherwise.
class GroupPlan {
 public:
  /// `seed`: the group's own. `share`: whose numbers of the shared pool this process takes.
  GroupPlan(const Options& options, const workload::Group& group, unsigned index,
            unsigned first_slot, std::uint64_t seed, Share share = {});

  const workload::Group& group() const noexcept { return group_; }
  unsigned index() const noexcept { return index_; }  ///< among the groups
  unsigned first_slot() const noexcept { return first_slot_; }
  std::int64_t warmup_ns() const noexcept { return warmup_ns_; }

  /// Requests fall due by themselves, whatever becomes of earlier ones.
  bool open_loop() const noexcept { return arrivals_ || trace_; }

  /// Requests come to the connections (Feed); otherwise each connection asks for its own
  /// (SlotSchedule).
  bool fed() const noexcept { return trace_ || group_.spread.zipf || any_connection_; }

  /// Whichever connection is free sends a request; one more is opened where none is.
  bool any_connection() const noexcept { return any_connection_; }

  /// Every connection takes the next number from one pool (of its process; see Share).
  bool shared() const noexcept { return shared_; }

  /// How many measured requests there are to be; nothing when only the server's speed decides (a
  /// closed loop for a duration). Of an open loop for a duration all arrivals are gone through.
  std::optional<std::uint64_t> planned() const;

  /// Whether it is known beforehand how long the measured part is to last, and how long: for the
  /// duration, or as an open loop of n requests until request n would be due.
  bool timed() const noexcept { return duration_ns_ || open_loop(); }
  std::int64_t planned_ns() const;

  /// After the start of the run: nothing measured is sent from then on. Of a load for a duration.
  std::optional<std::int64_t> deadline_ns() const noexcept;

  /// Of an open loop: when request `number` is due after the start of its part of the run, and how
  /// many measured ones are due within so long after the start of the run.
  std::int64_t due_ns(std::uint64_t number) const;
  std::uint64_t measured_due_before(std::int64_t elapsed_ns) const;

  /// Whether there is a request of this number. A warm-up ends by its time, but a trace has an end.
  bool has(std::uint64_t number, bool warmup) const noexcept {
    return (warmup && !trace_) || !requests_ || number < *requests_;
  }

  /// No measured request has this number or a higher one, where that is known without drawing.
  std::uint64_t end() const noexcept { return requests_.value_or(no_end); }

  /// The next number for a connection that asks, `slot` being its number in the group and `taken`
  /// how many it has had of its fixed share.
  std::uint64_t take(bool warmup, std::uint64_t& taken, unsigned slot) noexcept;

  /// Which connection of the group sends a request that is fed, unless any may.
  std::uint32_t connection_of(std::uint64_t number) const noexcept;

  ScheduledRequest request(std::uint64_t number, std::int64_t due_ns, bool warmup) const noexcept;
  std::int64_t think_ns(std::uint64_t number) const noexcept;

  /// The measured requests of this process's pool that no connection has taken. After the run.
  NumberRange untaken() const;

 private:
  std::int64_t replayed_at_ns(const workload::TracedRequest& request) const noexcept;

  static constexpr std::uint64_t no_end = std::numeric_limits<std::uint64_t>::max();

  const workload::Group group_;
  const unsigned index_;
  const unsigned first_slot_;
  const std::uint64_t seed_;
  const Share share_;
  const std::int64_t warmup_ns_;
  const std::shared_ptr<const workload::Trace> trace_;
  const double speed_;
  const bool shared_;
  const bool any_connection_;
  std::optional<std::uint64_t> requests_;
  std::optional<std::int64_t> duration_ns_;
  workload::Spread spread_;
  mutable std::mutex arrivals_mutex_;
  mutable std::optional<workload::Arrivals> arrivals_;
  std::atomic<std::uint64_t> warmup_pool_{0};
  std::atomic<std::uint64_t> pool_{0};
};

}  // namespace dispatchbench::loadgen
