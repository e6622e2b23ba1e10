// Gathers what comes of the requests: one recorder a thread while they run, merged afterwards.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "loadgen/recording/figures.hpp"

namespace dispatchbench::loadgen {

/// One request answered in whole with 2xx. Times are CLOCK_MONOTONIC, ns.
struct CompletedRequest {
  unsigned slot = 0;
  unsigned group = 0;
  std::int64_t due_ns = 0;   ///< when it was to be sent; sent_ns in a closed loop
  std::int64_t sent_ns = 0;  ///< before the connect, if one was made
  std::int64_t answered_ns = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::optional<std::int64_t> connect_ns;  ///< how long; new connections only
  std::string_view worker;                 ///< empty: the server did not say
  std::optional<std::int64_t> dispatch_ns;
};

/// One that is begun.
struct StartedRequest {
  unsigned slot = 0;
  unsigned group = 0;
  std::int64_t now_ns = 0;
  std::int64_t late_ns = 0;     ///< since it could have been sent
  std::int64_t thought_ns = 0;  ///< before it
  bool waited = false;          ///< it was due before a connection was free
};

/// One that ended in any other way.
struct FailedRequest {
  unsigned group = 0;
  std::string_view kind;
  std::int64_t failed_ns = 0;
  std::uint64_t bytes_sent = 0;
  bool warmup = false;
};

/// Gathers one thread's figures. All calls from that thread, except done(), which any may call.
/// Requests of the warm-up are counted, their errors too, but enter no other figure than the rate.
class Recorder {  // NOLINT(clang-analyzer-optin.performance.Padding): a line of its own for done_
 public:
  /// Servers that call their workers by more names than this are not told apart any further: a
  /// name for every answer would take memory without end.
  static constexpr std::size_t most_workers = 65'536;

  /// The slots of the run that are the thread's: each one that is begun takes room, and no other.
  /// `groups`: of a mix, 0 if the load is none. Does not allocate per request otherwise.
  explicit Recorder(SlotNumbers slots = {}, std::size_t groups = 0);

  /// Once, before anything else: when the measured part begins, and when the window ends for which
  /// rates are told, where that is known before.
  void begin(std::int64_t measured_from_ns,
             std::int64_t window_end_ns = std::numeric_limits<std::int64_t>::max()) noexcept;

  void sent(std::int64_t now_ns, std::uint64_t bytes);  ///< body bytes of a measured request
  void started(const StartedRequest& started);          ///< a measured request
  void answered(const CompletedRequest& completed);     ///< a measured request
  /// A request of the warm-up. Its answer may fall into the window, and then counts for the rate:
  /// or one request a connection would be missing, those under way when the window ends.
  void answered_in_warmup(unsigned group, std::int64_t answered_ns,
                          std::uint64_t bytes_sent) noexcept;
  void status(long code) { ++figures_.statuses[code]; }  ///< of any measured answer
  void connected() noexcept { ++figures_.connections; }
  /// A connection's first answer, of the warm-up too. `worker` is what the server says; may be
  /// empty.
  void came_to(unsigned slot, std::string_view worker);
  void failed(const FailedRequest& request);
  void abandoned(unsigned group, std::uint64_t bytes_sent) noexcept;
  void connection_ended_idle() noexcept { ++figures_.idle_closes; }
  void resent(std::uint64_t bytes_lost, bool warmup) noexcept;
  void unanswered(unsigned group, std::int64_t age_ns) noexcept {
    figures_.censor(group, age_ns, 1);
  }
  void read_after(std::int64_t delay_ns) noexcept;

  /// Once, at the thread's end. What had no answer until then, or until the window's end where that
  /// is known and sooner, was a gap as well.
  void end(std::int64_t now_ns = monotonic_ns()) noexcept;

  /// Measured requests that have ended, for the progress bar.
  std::uint64_t done() const noexcept { return done_.load(std::memory_order_relaxed); }

  /// After the thread has ended.
  const Figures& figures() const noexcept { return figures_; }

 private:
  SlotFigures& slot_at(unsigned slot);
  GroupFigures* group_at(unsigned group) noexcept;
  void count_in_window(unsigned group, std::uint64_t bytes_sent) noexcept;
  void count_for_group(const CompletedRequest& completed, std::int64_t latency_ns) noexcept;
  void count_done(std::int64_t now_ns) noexcept;
  void end_gap(std::int64_t now_ns) noexcept;
  void count_worker(std::string_view name);
  Figures::Interval& interval_at(std::int64_t now_ns);

  Figures figures_;
  ThreadFigures thread_;
  std::int64_t origin_ns_ = 0;
  std::int64_t window_end_ns_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t cpu_from_ns_ = 0;
  alignas(64) std::atomic<std::uint64_t> done_{0};
};

}  // namespace dispatchbench::loadgen
