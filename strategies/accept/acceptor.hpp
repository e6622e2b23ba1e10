// A thread that accepts connections and hands them on.
#pragma once

#include <cstddef>
#include <functional>
#include <thread>

#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/listener.hpp"
#include "strategies/runtime/thread_accounting.hpp"

namespace dispatchbench {

/// Accepts on a thread of its own, which competes for emulated cores like any other.
class Acceptor {
 public:
  using Deal = std::function<void(AcceptedSocket)>;  ///< on the acceptor's thread; must not throw
  using Tick = std::function<void(std::int64_t now_ns)>;

  /// Starts at once. `tick`, if given, is called about every ConnectionRegistry::sweep_interval_ns
  /// on the acceptor's thread. Throws std::system_error.
  Acceptor(Listener& listener, ThreadAccounting& accounting, Deal deal, Tick tick = {});
  ~Acceptor();

  /// Ends and joins the thread; nothing is dealt after that. Once, from any other thread.
  void stop() noexcept;

 private:
  void run();
  /// Accepts what waits, so much at once that tick() gets its turn; false when the system had no
  /// descriptors left.
  bool accept_some(CoreAccount& core);
  void wait(bool listening, CoreAccount& core);

  static constexpr std::size_t at_once = 64;

  Listener& listener_;
  ThreadAccounting& accounting_;
  Deal deal_;
  Tick tick_;
  EventFd stop_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace dispatchbench
