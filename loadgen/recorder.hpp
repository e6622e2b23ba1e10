// What came of the requests: one recorder a thread while they run, merged after the threads have
// ended. Percentiles are those of the merged data.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/histogram.hpp"

namespace dispatchbench::loadgen {

/// One request answered in whole with 2xx. Times are CLOCK_MONOTONIC, ns.
struct CompletedRequest {
  unsigned slot = 0;
  std::int64_t due_ns = 0;   ///< when it was to be sent; sent_ns in a closed loop
  std::int64_t sent_ns = 0;  ///< before the connect, if one was made
  std::int64_t answered_ns = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::optional<std::int64_t> connect_ns;  ///< how long; new connections only
  std::string_view worker;                 ///< empty: the server did not say
  std::optional<std::int64_t> dispatch_ns;
};

struct SlotFigures {
  std::uint64_t requests = 0;
  std::int64_t latency_sum_ns = 0;
  std::int64_t first_ns = 0;
  std::int64_t last_ns = 0;
};

struct ThreadFigures {
  std::uint64_t requests = 0;
  std::int64_t first_ns = 0;  ///< first send; 0: none
  std::int64_t last_ns = 0;   ///< last answer; 0: none
};

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

/// The figures of one thread or, merged, of all.
struct Figures {
  static constexpr std::int64_t interval_ns = 50'000'000;
  struct Interval {
    std::uint64_t requests = 0;  ///< answered
    std::uint64_t bytes = 0;     ///< handed to libcurl, up to an upload buffer ahead of the socket
  };

  std::uint64_t requests = 0;   ///< answered in whole with 2xx
  std::uint64_t failed = 0;     ///< measured requests that ended in any other way
  std::uint64_t abandoned = 0;  ///< under way when the run was stopped
  std::uint64_t warmup_requests = 0;
  std::uint64_t warmup_failed = 0;
  std::uint64_t connections = 0;  ///< opened, in the warm-up too
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_sent_unanswered = 0;  ///< of failed and abandoned requests
  std::uint64_t bytes_received = 0;
  std::int64_t cpu_ns = 0;  ///< of the thread, from its first measured request on
  Histogram latency, latency_raw, connect, first_answer, dispatch;
  std::map<long, std::uint64_t> statuses;
  Counts errors, workers;
  std::vector<Interval> timeline;
  std::vector<SlotFigures> slots;
  std::vector<ThreadFigures> threads;

  void merge(const Figures& other);
};

/// Gathers one thread's figures. All calls from that thread, except done(), which any may call.
/// Requests of the warm-up are counted, their errors too, but enter no other figure.
class Recorder {
 public:
  /// `slots`: of the whole run. Does not allocate per request afterwards.
  explicit Recorder(unsigned slots);

  /// Once, before anything else: when the measured part begins.
  void begin(std::int64_t measured_from_ns) noexcept { origin_ns_ = measured_from_ns; }

  void sent(std::int64_t now_ns, std::uint64_t bytes);        ///< body bytes of a measured request
  void started(unsigned slot, std::int64_t now_ns) noexcept;  ///< a measured request
  void answered(const CompletedRequest& completed);           ///< a measured request
  void answered_in_warmup() noexcept { ++figures_.warmup_requests; }
  void status(long code) { ++figures_.statuses[code]; }  ///< of any measured answer
  void connected() noexcept { ++figures_.connections; }
  void failed(std::string_view kind, std::uint64_t bytes_sent, bool warmup);
  void abandoned(std::uint64_t bytes_sent) noexcept;

  /// Once, at the thread's end.
  void end() noexcept;

  /// Measured requests that have ended, for the progress bar.
  std::uint64_t done() const noexcept { return done_.load(std::memory_order_relaxed); }

  /// After the thread has ended.
  const Figures& figures() const noexcept { return figures_; }

 private:
  void count_done() noexcept;
  Figures::Interval& interval_at(std::int64_t now_ns);

  Figures figures_;
  ThreadFigures thread_;
  std::int64_t origin_ns_ = 0;
  std::int64_t cpu_from_ns_ = 0;
  alignas(64) std::atomic<std::uint64_t> done_{0};
};

}  // namespace dispatchbench::loadgen
