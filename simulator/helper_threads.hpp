// Threads that stand between whoever hands connections over and the workers, one for each worker:
// it is woken for what comes, and tells its worker.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "simulator/connection.hpp"
#include "simulator/host.hpp"

namespace dispatchbench::simulator {

/// Whoever needs to be told is, with `tell(worker)`.
class HelperThreads {
 public:
  enum class Kind {
    lasting,  ///< the worker takes all there is
    new_each  ///< the worker takes one, and starts the next helper
  };

  /// The first worker's is the thread `first`; the others' come after it.
  HelperThreads(Kind kind, std::uint32_t first, std::uint32_t workers)
      : kind_(kind), first_(first), boxes_(workers) {}

  bool includes(std::uint32_t thread) const noexcept { return thread >= first_; }

  /// To the connection's worker, whose helper is woken unless it is at work or has told already.
  template <class Tell>
  void hand_over(std::uint32_t connection, Connections& all, Host& host, const Tell& tell) {
    const std::uint32_t worker = all[connection].worker;
    boxes_[worker].mail.push(all, connection);
    if (!boxes_[worker].told && !host.thread(first_ + worker).busy) wake(worker, host, tell);
  }

  /// One of these threads has finished.
  template <class Tell>
  void finished(std::uint32_t thread, Host& host, const Tell& tell) {
    host.rest(thread);
    tell_worker(thread - first_, tell);
  }

  /// Whether the worker was told of something that it has not taken.
  bool has_told(std::uint32_t worker) const noexcept { return boxes_[worker].told; }

  /// What the worker takes then, in its turn, goes into `taken`.
  template <class Tell>
  void take(std::uint32_t worker, Connections& all, Host& host, ConnectionQueue& taken,
            const Tell& tell) {
    Box& box = boxes_[worker];
    if (!std::exchange(box.told, false)) return;
    do {
      taken.push(all, box.mail.pop(all));
    } while (kind_ == Kind::lasting && !box.mail.empty());
    if (!box.mail.empty()) wake(worker, host, tell);
  }

 private:
  /// A worker's.
  struct Box {
    ConnectionQueue mail;
    bool told = false;
  };

  /// Where that costs nothing, there is nothing to wait for.
  template <class Tell>
  void wake(std::uint32_t worker, Host& host, const Tell& tell) {
    std::int64_t cost = host.cost_ns(Event::wake_up) + host.cost_ns(Event::hand_over_parked);
    if (kind_ == Kind::new_each) cost += host.cost_ns(Event::thread_start);
    if (cost == 0) return tell_worker(worker, tell);
    host.work(first_ + worker, cost);
  }

  template <class Tell>
  void tell_worker(std::uint32_t worker, const Tell& tell) {
    boxes_[worker].told = true;
    tell(worker);
  }

  const Kind kind_;
  const std::uint32_t first_;
  std::vector<Box> boxes_;
};

}  // namespace dispatchbench::simulator
