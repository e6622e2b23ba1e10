// What a thread owes to the cores of an emulated machine.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "machine/emulated_machine.hpp"

namespace dispatchbench {

/// Keeps a thread's virtual time, at which it is done with what it was charged for, and sleeps off
/// what that is ahead of real time. While it sleeps nothing else runs on its thread. A thread holds
/// a core only for what it was charged: one that blocks holds none.
///
/// Only its own thread calls the non-const functions; any thread may read.
class CoreAccount {
 public:
  /// Null: there is no emulated machine, and nothing is charged or counted.
  explicit CoreAccount(EmulatedMachine* machine) noexcept
      : machine_(machine), enabled_(machine != nullptr && machine->charges()) {}

  /// Whether charges can make it sleep.
  bool enabled() const noexcept { return enabled_; }

  /// Makes it the calling thread's, whom charge_thread() charges then, until detach().
  void attach() noexcept;
  void detach() noexcept;

  /// That an event has happened on its thread.
  void charge(Event event) noexcept {
    if (machine_ != nullptr) count_and_charge(event);
  }
  /// That so many bytes were handled.
  void charge_bytes(Event event, std::size_t bytes) noexcept {
    if (machine_ != nullptr) count_and_charge_bytes(event, bytes);
  }
  /// Work that a request asks for, dilated already.
  void charge_work(std::int64_t ns) noexcept {
    if (enabled_) charge_ns(ns);
  }

  /// Sleeps until everything charged is paid. A charge is paid before the answer it belongs to
  /// leaves, so this comes right before sending one.
  void settle() noexcept;

  /// To be called after a wait that really blocked: no core was held, so a lag behind real time is
  /// forgiven. After a wait that did not block it is kept and made up for.
  void idled() noexcept;
  /// … and the wait was for events: waking up has its cost.
  void woke() noexcept {
    idled();
    charge(Event::wake_up);
  }

  /// How much of what was charged lies before `now_ns`. Non-decreasing but for the grain of a
  /// charge.
  std::int64_t paid_ns(std::int64_t now_ns) const noexcept;
  std::int64_t charged_ns() const noexcept { return charged_ns_.load(std::memory_order_acquire); }
  std::int64_t slept_ns() const noexcept { return slept_ns_.load(std::memory_order_relaxed); }
  /// By how much sleeps ended late, in all.
  std::int64_t overshoot_ns() const noexcept {
    return overshoot_ns_.load(std::memory_order_relaxed);
  }
  /// What of that was not made up for: the thread was idle before it had worked it off.
  std::int64_t lost_ns() const noexcept { return lost_ns_.load(std::memory_order_relaxed); }
  /// What it waited for a core, in virtual time.
  std::int64_t waited_ns() const noexcept { return waited_ns_.load(std::memory_order_relaxed); }
  /// How often an event has happened; bytes, where its cost is that of one.
  std::uint64_t count(Event event) const noexcept {
    return counts_[static_cast<std::size_t>(event)].load(std::memory_order_relaxed);
  }

 private:
  void count_and_charge(Event event) noexcept;
  void count_and_charge_bytes(Event event, std::size_t bytes) noexcept;
  void count(Event event, std::uint64_t times) noexcept;
  void charge_ns(std::int64_t ns) noexcept;
  void reserve(std::int64_t ns, std::int64_t now_ns) noexcept;
  void sleep_until_caught_up(std::int64_t now_ns) noexcept;

  EmulatedMachine* const machine_;
  const bool enabled_;
  double part_of_ns_ = 0;  // of bytes' costs, that make no whole nanosecond yet
  std::atomic<std::int64_t> busy_until_ns_{0};  // the virtual time
  std::atomic<std::int64_t> owed_ns_{0};        // at the last charge; paid_ns() tells what is left
  std::atomic<std::int64_t> charged_ns_{0};
  std::atomic<std::int64_t> waited_ns_{0};
  std::atomic<std::int64_t> slept_ns_{0};
  std::atomic<std::int64_t> overshoot_ns_{0};
  std::atomic<std::int64_t> lost_ns_{0};
  std::int64_t late_ns_ = 0;  // of the last overshoot, what is left to make up for
  std::array<std::atomic<std::uint64_t>, event_count> counts_{};
};

/// Charges the account that is attached to the calling thread; a thread without one for nothing.
void charge_thread(Event event) noexcept;
void charge_thread_bytes(Event event, std::size_t bytes) noexcept;

}  // namespace dispatchbench
