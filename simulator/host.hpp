// What a simulated server runs on: time, and threads that compete for cores with what they do.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "machine/costs.hpp"
#include "simulator/core_times.hpp"
#include "simulator/event_queue.hpp"

namespace dispatchbench::simulator {

struct Machine {
  Costs costs{};
  std::uint32_t cores = 0;    ///< 0: each thread has one of its own
  std::int64_t slice_ns = 0;  ///< longer work lets others in between; 0: never
};

/// What a thread does next: time of a core, then time that it blocks without one.
struct Work {
  std::int64_t cost_ns = 0;
  std::int64_t blocked_ns = 0;
};

struct Thread {
  bool busy = false;
  std::uint64_t connections = 0;
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;
  std::uint64_t steals = 0;
  std::uint64_t wakeups = 0;
  std::int64_t busy_ns = 0;
  std::vector<std::int64_t> busy_in;  ///< ns of each sample interval, from time 0
  std::int64_t free_ns = 0;           ///< when it has done all that it was charged for
  Work left;                          ///< of its work, once the slice under way is over
};

/// Time is ns from the start of the run. What a thread is charged for is a reservation of a core's
/// time, as on the emulated machine: who asks first has it first, and a thread that waits for
/// something to do holds none.
class Host {
 public:
  /// `threads` in all, the workers first. `sample_ns` of 0: no timeline.
  Host(std::uint32_t threads, std::uint32_t workers, const Machine& machine, std::int64_t sample_ns)
      : workers_(workers),
        costs_(machine.costs),
        slice_ns_(machine.slice_ns),
        sample_ns_(sample_ns),
        threads_(threads),
        cores_(machine.cores) {
    std::ranges::transform(costs_.ns, cost_ns_.begin(), [](double ns) { return std::llround(ns); });
  }

  std::int64_t now() const noexcept { return now_ns_; }
  std::int64_t cost_ns(Event event) const noexcept {
    return cost_ns_[static_cast<std::size_t>(event)];
  }
  double byte_ns(Event event) const noexcept { return costs_.of(event); }
  std::vector<Thread>& threads() noexcept { return threads_; }
  Thread& thread(std::uint32_t index) noexcept { return threads_[index]; }
  EventQueue& events() noexcept { return events_; }

  /// What an event is about: a thread, or a connection whose request has come to the server, or,
  /// without either, one whose request is to be sent; the last of these is that one falls due.
  static constexpr std::uint32_t of_thread = 0x8000'0000U;
  static constexpr std::uint32_t arrives = 0x4000'0000U;
  static constexpr std::uint32_t falls_due = arrives - 1;

  /// Before whatever the thread does next.
  void charge(std::uint32_t thread, Event event) {
    if (const std::int64_t cost = cost_ns(event); cost > 0) reserve(threads_[thread], cost);
  }
  void charge_bytes(std::uint32_t thread, Event event, std::uint64_t bytes) {
    const auto cost = static_cast<std::int64_t>(static_cast<double>(bytes) * byte_ns(event));
    if (cost > 0) reserve(threads_[thread], cost);
  }

  /// The thread, which must not be busy, works for so long; its event comes when that is done.
  void work(std::uint32_t thread, const Work& work) {
    Thread& its = threads_[thread];
    if (!its.busy) count_busy(thread, 1);
    its.busy = true;
    const std::int64_t slice = slice_ns_ > 0 ? std::min(work.cost_ns, slice_ns_) : work.cost_ns;
    its.left = {work.cost_ns - slice, work.blocked_ns};
    reserve(its, slice);
    if (its.left.cost_ns == 0) its.free_ns += std::exchange(its.left.blocked_ns, 0);
    events_.push(its.free_ns, of_thread | thread);
  }
  void work(std::uint32_t thread, std::int64_t cost_ns) { work(thread, Work{cost_ns}); }

  /// At the thread's event: false if its work is done.
  bool goes_on(std::uint32_t thread) {
    const Work left = threads_[thread].left;
    if (left.cost_ns > 0) work(thread, left);
    return left.cost_ns > 0;
  }

  /// The thread has nothing to do, perhaps had nothing since it was woken.
  void rest(std::uint32_t thread) noexcept {
    if (std::exchange(threads_[thread].busy, false)) count_busy(thread, -1);
  }
  bool some_worker_rests() const noexcept { return busy_workers_ < workers_; }
  /// Workers among them.
  std::uint32_t busy_threads() const noexcept { return busy_workers_ + busy_others_; }

  void advance_to(std::int64_t now_ns) noexcept { now_ns_ = now_ns; }

 private:
  void count_busy(std::uint32_t thread, int change) noexcept {
    (thread < workers_ ? busy_workers_ : busy_others_) += static_cast<std::uint32_t>(change);
  }

  void reserve(Thread& thread, std::int64_t cost_ns) {
    const std::int64_t at_ns = std::max(now_ns_, thread.free_ns);
    // What costs nothing waits for no core.
    const Reservation reserved = cores_.none() || cost_ns == 0 ? Reservation{at_ns, at_ns + cost_ns}
                                                               : cores_.reserve(at_ns, cost_ns);
    thread.free_ns = reserved.end_ns;
    thread.busy_ns += cost_ns;
    if (sample_ns_ > 0) note_busy(thread, reserved.start_ns, reserved.end_ns);
  }

  void note_busy(Thread& thread, std::int64_t from_ns, std::int64_t to_ns);

  const std::uint32_t workers_;
  const Costs costs_;
  const std::int64_t slice_ns_;
  const std::int64_t sample_ns_;
  std::array<std::int64_t, event_count> cost_ns_{};
  std::int64_t now_ns_ = 0;
  std::uint32_t busy_workers_ = 0;
  std::uint32_t busy_others_ = 0;
  std::vector<Thread> threads_;
  CoreTimes cores_;
  EventQueue events_;
};

}  // namespace dispatchbench::simulator
