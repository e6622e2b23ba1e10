// A mailbox whose sender wakes the worker itself, and only if it is parked.
#pragma once

#include <atomic>
#include <mutex>

#include "strategies/handoff/mailbox.hpp"
#include "strategies/runtime/event_fd.hpp"

namespace dispatchbench {

/// The worker says that it parks, looks at the queue once more, then blocks; the sender queues,
/// then looks whether the worker is parked. Sequentially consistent, so at least one of them sees
/// the other (Dekker), and a worker that is awake costs the sender no system call.
class UnparkMailbox final : public Mailbox {
 public:
  /// `worker` is woken from the thread that puts.
  explicit UnparkMailbox(Waker& worker) noexcept : worker_(worker) {}

  void put(std::unique_ptr<Session> session) noexcept override;
  void take(SessionQueue& sessions) noexcept override;
  bool prepare_park() noexcept override;
  void unpark() noexcept override { parked_.store(false, std::memory_order_relaxed); }
  void close() noexcept override {}
  bool empty() const noexcept override { return size_.load(std::memory_order_seq_cst) == 0; }

 private:
  Waker& worker_;
  std::mutex mutex_;
  SessionQueue queue_;
  std::atomic<std::size_t> size_{0};
  std::atomic<bool> parked_{false};
};

}  // namespace dispatchbench
