// A whole run: threads, their start and end.
#pragma once

#include <cstdint>
#include <optional>

#include "loadgen/options.hpp"
#include "loadgen/recorder.hpp"
#include "loadgen/stop.hpp"

namespace dispatchbench::loadgen {

/// What came of a run.
struct LoadResult {
  Figures figures;                       ///< merged
  std::optional<std::uint64_t> planned;  ///< measured requests there were to be, where known
  std::int64_t started_ns = 0;           ///< first measured send, else when the threads started
  std::int64_t finished_ns = 0;          ///< last answer, else when the threads ended
  std::int64_t measured_from_ns = 0;     ///< where the timeline begins: the end of the warm-up
  double warmup_seconds = 0;
  int signal = 0;        ///< that stopped it
  bool stopped = false;  ///< before its end

  std::uint64_t unsent() const noexcept;  ///< planned and never begun

  /// Everything that was to be sent was, and nothing stopped it. An open loop for a fixed time is
  /// complete even if some requests fell due and could not be sent: unsent() tells.
  bool complete(const Options& options) const noexcept;

  /// Complete, and every request answered 2xx.
  bool succeeded(const Options& options) const noexcept;
};

/// Runs the load; returns when all threads have ended. Shows progress on a terminal. Throws
/// std::runtime_error (one line) if it cannot start: no such host, not enough descriptors.
LoadResult run_load(const Options& options, const Stop& stop);

/// Raises the soft limit of open files as far as needed for `connections`. Throws
/// std::runtime_error when the hard limit is too low.
void allow_open_files(unsigned connections, unsigned threads);

}  // namespace dispatchbench::loadgen
