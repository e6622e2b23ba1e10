// Accepts on a reactor's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "strategies/backends/poller.hpp"
#include "strategies/runtime/listener.hpp"
#include "strategies/runtime/shared_load.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// Accepts what waits at a listener, and leaves it alone for a while where the system has no more
/// descriptors: the connection stays in the backlog, and accepting at once again would only spin.
/// Own thread only.
class AcceptHandler final : private Poller::Client {
 public:
  using Deal = std::function<void(AcceptedSocket)>;  ///< gets what was accepted; must not throw

  struct Manner {
    Poller::Wakeup wakeup = Poller::Wakeup::every;
    std::size_t at_once = Poller::batch;  ///< most connections accepted before others have a turn
    /// After so many connections it queues up anew among those that the listener wakes; 0: never.
    std::size_t re_add_after = 0;
    /// While its worker has requests in hand it leaves the listener alone, for so long at most; 0:
    /// it does not. Only with Wakeup::every, for the others must hear of what it leaves.
    std::int64_t gate_ns = 0;
  };

  /// `worker` is charged for what is accepted, and `load` says what it has in hand. Throws as
  /// Poller::watch() and arm().
  AcceptHandler(Poller& poller, Worker& worker, const SharedLoad& load, Listener& listener,
                const Manner& manner, Deal deal);

  /// When it wants tick() to be called at the latest; Deadline::never while it accepts.
  std::int64_t resumes_at_ns() const noexcept { return resumes_at_ns_; }

  void tick(std::int64_t now_ns) noexcept;

 private:
  void ready() noexcept override;
  void accept_some();
  void queue_up_anew();
  bool closes_gate() noexcept;
  void resume();
  void pause(std::int64_t ns) noexcept;

  Poller& poller_;
  Worker& worker_;
  const SharedLoad& load_;
  Listener& listener_;
  const Manner manner_;
  const Deal deal_;
  std::unique_ptr<Poller::Watch> watch_;
  std::int64_t resumes_at_ns_ = Deadline::never;
  std::size_t since_added_ = 0;  // accepted
  enum class Gate { open, closed, waited_for } gate_ = Gate::open;
};

}  // namespace dispatchbench
