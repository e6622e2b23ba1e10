// Who sends what, and when. No clock and no randomness of its own: time comes in, sizes follow from
// the seed.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "loadgen/options.hpp"
#include "workload/request_rate.hpp"

namespace dispatchbench::loadgen {

/// One request to send.
struct ScheduledRequest {
  std::uint64_t number;  ///< 0… within the warm-up or the measured part
  std::int64_t due_ns;   ///< after the start of the run; a closed loop's are due when asked for
  std::uint64_t body_bytes;
  bool warmup;  ///< to be left out of the figures
};

/// The numbers first, first + step, … below `end`.
struct NumberRange {
  std::uint64_t first = 0;
  std::uint64_t step = 1;
  std::uint64_t end = 0;
};

class Plan;

/// One connection slot's view of the plan. One thread at a time.
class SlotSchedule {
 public:
  SlotSchedule(Plan& plan, unsigned slot) noexcept : plan_(&plan), slot_(slot) {}

  /// The slot's next request, `elapsed_ns` after the start of the run; nothing once it has sent its
  /// share, or the time is up. It is to be sent when due, or at once if it is overdue.
  std::optional<ScheduledRequest> next(std::int64_t elapsed_ns);

  /// What next() gave last will not be sent after all.
  void give_back(const ScheduledRequest& request) noexcept;

  /// The measured requests that were this slot's alone to send, and that nobody will send any more.
  NumberRange unsent() const noexcept;

 private:
  std::optional<ScheduledRequest> next_warmup(std::int64_t elapsed_ns);
  std::optional<ScheduledRequest> next_measured(std::int64_t elapsed_ns);

  Plan* plan_;
  unsigned slot_;
  std::uint64_t warmups_taken_ = 0;
  std::uint64_t taken_ = 0;
  std::optional<std::uint64_t> refused_;  // the first number that was taken and not sent
  bool warm_ = false;
};

/// The load as a whole. Slot i of c has the requests i, i + c, i + 2c, … (static), so a remainder
/// is spread one each over the first slots; or every slot takes the next number from one pool
/// (shared). Request k of an open loop is due k / rate seconds after the warm-up, whoever sends it.
class Plan {
 public:
  explicit Plan(const Options& options) noexcept;
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  SlotSchedule schedule_of(unsigned slot) noexcept { return SlotSchedule(*this, slot); }

  /// How many measured requests there are to be; nothing when only the server's speed decides (a
  /// closed loop for a duration).
  std::optional<std::uint64_t> planned() const noexcept;

  /// How long the measured part is to last; nothing when the requests decide (a closed loop of so
  /// many). An open loop of n requests lasts n / rate.
  std::optional<std::int64_t> planned_ns() const noexcept;

  /// After the start of the run: nothing measured is sent from then on. Of a load for a duration.
  std::optional<std::int64_t> deadline_ns() const noexcept;

  /// Of an open loop: when measured request `number` is due after the start of the run, and how
  /// many are due within so long.
  std::int64_t measured_due_ns(std::uint64_t number) const noexcept;
  std::uint64_t measured_due_before(std::int64_t elapsed_ns) const noexcept;

  /// The measured requests of the shared pool that no slot has taken. After the run.
  NumberRange untaken() const noexcept;

 private:
  friend class SlotSchedule;

  std::uint64_t take(std::atomic<std::uint64_t>& pool, std::uint64_t& taken,
                     unsigned slot) noexcept;
  ScheduledRequest request(std::uint64_t number, std::int64_t due_ns, bool warmup) const noexcept;

  workload::Distribution body_size_;
  std::uint64_t seed_;
  std::optional<std::uint64_t> requests_;
  std::optional<std::int64_t> duration_ns_;
  std::int64_t warmup_ns_;
  workload::RequestRate rate_;
  unsigned connections_;
  bool shared_;
  std::atomic<std::uint64_t> warmup_pool_{0};
  std::atomic<std::uint64_t> pool_{0};
};

}  // namespace dispatchbench::loadgen
