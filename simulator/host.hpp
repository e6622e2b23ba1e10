// What a simulated server runs on: time, threads that each take a core for what they do, and what
// that costs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "simulator/event_queue.hpp"

namespace dispatchbench::simulator {

/// Nanoseconds of a core.
struct Costs {
  std::int64_t accept_ns = 0;
  std::int64_t request_ns = 0;
  double byte_ns = 0;
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
};

/// Time is ns from the start of the run. A thread has a core of its own.
class Host {
 public:
  /// `threads` in all, others than workers too. `sample_ns` of 0: no timeline.
  Host(std::uint32_t threads, const Costs& costs, std::int64_t sample_ns)
      : costs_(costs), sample_ns_(sample_ns), threads_(threads) {}

  std::int64_t now() const noexcept { return now_ns_; }
  const Costs& costs() const noexcept { return costs_; }
  std::vector<Thread>& threads() noexcept { return threads_; }
  Thread& thread(std::uint32_t index) noexcept { return threads_[index]; }
  EventQueue& events() noexcept { return events_; }

  /// Events that are no thread's are below this; of these the last is that a request falls due.
  static constexpr std::uint32_t of_thread = 0x8000'0000U;
  static constexpr std::uint32_t falls_due = of_thread - 1;

  /// The thread, which must not be busy, works for so long from now on; its event comes then.
  void work(std::uint32_t thread, std::int64_t cost_ns) {
    Thread& its = threads_[thread];
    its.busy = true;
    its.busy_ns += cost_ns;
    if (sample_ns_ > 0) note_busy(its, now_ns_, now_ns_ + cost_ns);
    events_.push(now_ns_ + cost_ns, of_thread | thread);
  }

  void advance_to(std::int64_t now_ns) noexcept { now_ns_ = now_ns; }

 private:
  void note_busy(Thread& thread, std::int64_t from_ns, std::int64_t to_ns);

  Costs costs_;
  std::int64_t sample_ns_;
  std::int64_t now_ns_ = 0;
  std::vector<Thread> threads_;
  EventQueue events_;
};

}  // namespace dispatchbench::simulator
