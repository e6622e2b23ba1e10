// The connections that a runner has: for deadlines, draining and the end.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include <boost/intrusive/list.hpp>

#include "strategies/connection.hpp"

namespace dispatchbench {

/// A list of live connections. Runners step them through it; sweepers and the stopping thread look
/// through it and only ever shutdown(2) a descriptor, under the lock that keeps it that
/// connection's. The owner then sees the end of the stream and closes. Any thread, unless said
/// otherwise.
class ConnectionRegistry {
 public:
  /// A connection and what sweepers may read of it. Strategies derive from it what they keep
  /// beside.
  class Entry : public boost::intrusive::list_base_hook<> {
   public:
    explicit Entry(std::unique_ptr<Connection> connection) noexcept
        : connection_(std::move(connection)) {}

    int descriptor() const noexcept { return connection_->descriptor(); }

    const Connection& connection() const noexcept { return *connection_; }

    /// Asks the connection to end after what is under way. Any thread.
    void drain() noexcept { connection_->drain(); }

    /// It is between two requests. For the thread that has it, after advance().
    bool idle() const noexcept { return phase_.load(std::memory_order_relaxed) == Phase::idle; }

   private:
    friend class ConnectionRegistry;
    enum class Phase : std::uint8_t { running, waiting, idle };

    std::unique_ptr<Connection> connection_;
    std::atomic<std::int64_t> deadline_ns_{Deadline::never};
    std::atomic<Phase> phase_{Phase::running};
  };

  static constexpr std::int64_t sweep_interval_ns = 250'000'000;

  /// `entry` must stay where it is until remove().
  void add(Entry& entry);

  /// To be called by the entry's owner right before it destroys it.
  void remove(Entry& entry);

  /// Connection::advance(), with what sweepers need noted before and after. For the thread that
  /// runs the connection. After a result other than `close` another thread may run it as soon as
  /// this one has handed it on.
  Connection::Next advance(Entry& entry, Worker& worker) noexcept;

  /// Cuts the connections whose deadline lies before `now_ns`.
  void sweep(std::int64_t now_ns);

  /// From now on: drains all connections, those that enter later too, and ends the idle ones.
  void drain();

  /// Cuts every connection.
  void abort();

  /// Waits until nobody is left, or until `deadline_ns`. True if nobody is. Only after drain().
  bool wait_until_empty(std::int64_t deadline_ns);

  /// Takes any entry off the list; null if there is none. For the end, when no runner is left.
  Entry* take_any();

  bool empty() const noexcept { return size_.load(std::memory_order_acquire) == 0; }

 private:
  std::mutex mutex_;
  boost::intrusive::list<Entry> entries_;
  std::condition_variable left_;
  std::atomic<std::size_t> size_{0};
  std::atomic<bool> draining_{false};
};

}  // namespace dispatchbench
