// One thread's things: its number, its buffers, its counters, what it owes to emulated cores.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <sys/types.h>

#include "base/histogram.hpp"
#include "machine/core_account.hpp"
#include "strategies/runtime/splice_pipe.hpp"

namespace dispatchbench {

/// A number that its own thread adds to and any thread reads, without a locked instruction.
class Counter {
 public:
  void add(std::uint64_t amount) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
  std::uint64_t read() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Processor time and context switches of a thread, from the kernel.
struct ThreadUsage {
  std::int64_t cpu_ns = 0;
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
};

/// A thread that runs Connection::advance(), and what belongs to it alone.
///
/// Lives longer than its thread, and may have several, one after the other (WorkerLeases); what
/// they used adds up. Unless said otherwise a function is for the worker's own thread.
class Worker {
 public:
  struct Options {
    std::size_t buffer_size = std::size_t{64} * 1024;  ///< bytes of scratch()
    EmulatedMachine* machine = nullptr;                ///< none: real cores; lives longer
    std::optional<int> pinned_cpu;
  };

  Worker(unsigned index, const Options& options);

  unsigned index() const noexcept { return index_; }

  /// A buffer for whatever one advance() does; its content does not outlive the call.
  std::span<std::byte> scratch() noexcept { return {scratch_.get(), scratch_size_}; }

  /// Empty before and after every advance().
  SplicePipe& pipe() noexcept { return pipe_; }

  CoreAccount& core() noexcept { return core_; }
  const CoreAccount& core() const noexcept { return core_; }

  // A connection counts for the worker that first advanced it, bytes for the one that handled them,
  // a request for the one that answered it. Read from any thread.
  Counter connections;
  Counter requests;
  Counter bytes;    ///< of bodies, received and sent
  Counter wakeups;  ///< waits for events that blocked
  Counter steals;   ///< quanta run for another worker's connection

  /// Notes the time from accept(2) to the first advance() of a connection.
  void record_dispatch_delay(std::int64_t ns) noexcept { dispatch_delay_.record(ns); }

  /// Only after the worker's thread was joined.
  const Histogram& dispatch_delay() const noexcept { return dispatch_delay_; }

  /// Makes the calling thread this worker's: names and pins it, starts its accounting. detach()
  /// ends that before the thread does, and closes the pipe: a worker without a thread holds none.
  void attach() noexcept;
  void detach() noexcept;

  /// The thread that is this worker now, as the kernel numbers it; 0: none. Any thread.
  pid_t thread() const noexcept { return thread_.load(std::memory_order_relaxed); }

  /// Processor time so far, also after the thread's end; never less than it was. Any thread.
  std::int64_t cpu_ns() const noexcept;

  /// Of all threads that were this worker's; after detach(). Any thread that knows of that.
  const ThreadUsage& usage() const noexcept { return usage_; }

 private:
  const unsigned index_;
  const std::optional<int> pinned_cpu_;
  const std::size_t scratch_size_;
  std::unique_ptr<std::byte[]> scratch_;
  SplicePipe pipe_;
  CoreAccount core_;
  Histogram dispatch_delay_;
  ThreadUsage usage_;
  std::atomic<pid_t> thread_{0};

  // Held where the thread's clock is read from outside, and while detach() takes its last figure:
  // what was read before can then not be more than that.
  mutable std::mutex clock_mutex_;
  std::optional<clockid_t> cpu_clock_;  // between attach() and detach()
};

}  // namespace dispatchbench
