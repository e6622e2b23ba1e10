// What came of a load.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "loadgen/hosts/host_figures.hpp"
#include "loadgen/options/options.hpp"
#include "loadgen/recording/figures.hpp"
#include "machine/account_sum.hpp"

namespace dispatchbench::loadgen {

/// The time over which rates are told, CLOCK_MONOTONIC. Of a load for a duration the planned time,
/// of an open loop of n requests n / rate or until the last answer or failure, whichever is later;
/// of a closed loop of n requests from the first send to the last answer or failure. A load that
/// was stopped ends there.
struct Window {
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;

  double seconds() const noexcept;  ///< above zero
};

struct LoadResult {
  Figures figures;                       ///< merged
  std::optional<std::uint64_t> planned;  ///< measured requests there were to be, where known
  Window window;
  std::uint64_t due = 0;              ///< of an open loop: by the end of the window
  double sending_seconds = 0;         ///< of an open loop: planned, or longer if it took longer
  double asked_per_second = 0;        ///< of an open loop: by its rate, or as drawn or recorded
  std::int64_t measured_from_ns = 0;  ///< where the timeline begins: the end of the warm-up
  double warmup_seconds = 0;
  std::optional<AccountSum> charged;  ///< on an emulated machine
  std::vector<HostFigures> hosts;     ///< by rank, where several processes loaded together
  int signal = 0;                     ///< that stopped it
  bool stopped = false;               ///< before its end

  std::uint64_t begun() const noexcept;   ///< sent, whatever came of it
  std::uint64_t unsent() const noexcept;  ///< planned and never begun

  /// Answered within the window, a second.
  double requests_per_second() const noexcept;
  double bytes_per_second() const noexcept;

  /// Of an open loop: what was sent, whether answered or not.
  double sent_per_second() const noexcept;

  /// An open loop that sent less than 99 % of what was due, or took over 1 % longer for it.
  bool below_asked_rate(const Options& options) const noexcept;

  /// Everything that was to be sent was, or the planned time was loaded to its end; nothing stopped
  /// it. An open loop for a fixed time is complete even if some requests fell due and could not be
  /// sent: unsent() tells.
  bool complete(const Options& options) const noexcept;

  /// Complete, and every request answered 2xx.
  bool succeeded(const Options& options) const noexcept;

  /// Whether the latency that `quantile` (0..1) of the requests do not exceed could be longer:
  /// requests without an answer reach down to it.
  bool at_least(double quantile) const noexcept;
};

}  // namespace dispatchbench::loadgen
