// Accepts on a reactor's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "strategies/runtime/listener.hpp"
#include "strategies/runtime/poller.hpp"
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
  };

  /// `worker` is charged for what is accepted. Throws as Poller::watch() and arm().
  AcceptHandler(Poller& poller, Worker& worker, Listener& listener, const Manner& manner,
                Deal deal);

  /// When it wants tick() to be called; Deadline::never while it accepts.
  std::int64_t resumes_at_ns() const noexcept { return resumes_at_ns_; }

  void tick(std::int64_t now_ns) noexcept;

 private:
  void ready() noexcept override;
  void accept_some();
  void resume();
  void pause() noexcept;

  Poller& poller_;
  Worker& worker_;
  Listener& listener_;
  const Manner manner_;
  const Deal deal_;
  std::unique_ptr<Poller::Watch> watch_;
  std::int64_t resumes_at_ns_ = Deadline::never;
};

}  // namespace dispatchbench
