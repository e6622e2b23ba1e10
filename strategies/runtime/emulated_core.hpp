// A core that is slower than the machine's: 32 of them fit on two real ones.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace dispatchbench {

/// What things cost on an emulated core; all zero: not emulated.
struct EmulationCosts {
  double bytes_per_second = 0;  ///< --emulate-core
  std::int64_t request_ns = 0;  ///< --emulate-request
  std::int64_t accept_ns = 0;   ///< --emulate-accept
  bool work = false;            ///< --demand emulate: what a request asks for is charged

  bool any() const noexcept {
    return bytes_per_second > 0 || request_ns > 0 || accept_ns > 0 || work;
  }
};

/// Keeps a virtual clock that says until when this core is busy with what it was charged for, and
/// sleeps off what it is ahead of real time. While it sleeps nothing else runs on its thread.
///
/// Only its own thread calls the non-const functions; any thread may read.
class EmulatedCore {
 public:
  explicit EmulatedCore(const EmulationCosts& costs) noexcept;

  bool enabled() const noexcept { return enabled_; }

  /// To be called once on the core's thread: timer slack off, so that sleeps end when they should.
  void attach() noexcept;

  void charge_bytes(std::size_t bytes) noexcept {
    if (enabled_) charge(static_cast<std::int64_t>(static_cast<double>(bytes) * ns_per_byte_));
  }
  void charge_request() noexcept {
    if (enabled_) charge(request_ns_);
  }
  void charge_accept() noexcept {
    if (enabled_) charge(accept_ns_);
  }

  void charge_work(std::int64_t ns) noexcept {
    if (enabled_) charge(ns);
  }

  /// Sleeps until the core has caught up with everything charged. A charge is paid before the
  /// answer it belongs to leaves, so this comes right before sending one.
  void settle() noexcept;

  /// To be called after a wait for events that really blocked: the core was idle, so a lag behind
  /// real time is forgiven. After a wait that did not block it is kept and made up for.
  void idled() noexcept;

  /// How much of what was charged lies before `now_ns`. Non-decreasing but for the grain of a
  /// charge.
  std::int64_t paid_ns(std::int64_t now_ns) const noexcept;
  std::int64_t slept_ns() const noexcept { return slept_ns_.load(std::memory_order_relaxed); }
  /// By how much sleeps ended late, in all.
  std::int64_t overshoot_ns() const noexcept {
    return overshoot_ns_.load(std::memory_order_relaxed);
  }
  /// What of that was not made up for: the core was idle before it had worked it off.
  std::int64_t lost_ns() const noexcept { return lost_ns_.load(std::memory_order_relaxed); }

 private:
  void charge(std::int64_t ns) noexcept;
  void sleep_until_caught_up(std::int64_t now_ns) noexcept;

  const bool enabled_;
  const double ns_per_byte_;
  const std::int64_t request_ns_;
  const std::int64_t accept_ns_;
  std::atomic<std::int64_t> busy_until_ns_{0};  // the virtual clock
  std::atomic<std::int64_t> charged_ns_{0};
  std::atomic<std::int64_t> slept_ns_{0};
  std::atomic<std::int64_t> overshoot_ns_{0};
  std::atomic<std::int64_t> lost_ns_{0};
  std::int64_t late_ns_ = 0;  // of the last overshoot, what is left to make up for
};

}  // namespace dispatchbench
