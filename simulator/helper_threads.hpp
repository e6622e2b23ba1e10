// Threads that stand between whoever hands connections over and the workers, one for each worker:
// it is woken for what comes, and tells its worker.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/connection.hpp"
#include "simulator/host.hpp"

namespace dispatchbench::simulator {

/// What a worker is told of goes where the caller says, with `tell(connection)`.
class HelperThreads {
 public:
  enum class Kind {
    lasting,  ///< tells of all there is
    new_each  ///< is started for each connection, and tells of one
  };

  /// The first worker's is the thread `first`; the others' come after it.
  HelperThreads(Kind kind, std::uint32_t first, std::uint32_t workers)
      : kind_(kind), first_(first), mail_(workers) {}

  bool includes(std::uint32_t thread) const noexcept { return thread >= first_; }

  /// To the connection's worker, whose helper is woken unless it is at work.
  template <class Tell>
  void hand_over(std::uint32_t connection, Connections& all, Host& host, const Tell& tell) {
    const std::uint32_t worker = all[connection].worker;
    mail_[worker].push(all, connection);
    if (!host.thread(first_ + worker).busy) wake(worker, all, host, tell);
  }

  /// One of these threads has finished.
  template <class Tell>
  void finished(std::uint32_t thread, Connections& all, Host& host, const Tell& tell) {
    host.rest(thread);
    tell_worker(thread - first_, all, host, tell);
  }

 private:
  /// Where that costs nothing, there is nothing to wait for.
  template <class Tell>
  void wake(std::uint32_t worker, Connections& all, Host& host, const Tell& tell) {
    std::int64_t cost = host.cost_ns(Event::wake_up) + host.cost_ns(Event::hand_over_parked);
    if (kind_ == Kind::new_each) cost += host.cost_ns(Event::thread_start);
    if (cost == 0) return tell_worker(worker, all, host, tell);
    host.work(first_ + worker, cost);
  }

  template <class Tell>
  void tell_worker(std::uint32_t worker, Connections& all, Host& host, const Tell& tell) {
    ConnectionQueue& mail = mail_[worker];
    do {
      tell(mail.pop(all));
    } while (kind_ == Kind::lasting && !mail.empty());
    if (!mail.empty()) wake(worker, all, host, tell);
  }

  const Kind kind_;
  const std::uint32_t first_;
  std::vector<ConnectionQueue> mail_;  // by worker: what it has not been told of
};

}  // namespace dispatchbench::simulator
