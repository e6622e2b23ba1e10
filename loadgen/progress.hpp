// A bar with rate and time left, for people who wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/status_line.hpp"
#include "loadgen/options/options.hpp"
#include "loadgen/recording/recorder.hpp"

namespace dispatchbench::loadgen {

/// One line of progress of at most `columns` characters, the bar left out where there is no room
/// for it. `fraction`: 0..1 of the whole.
std::string progress_line(double fraction, std::uint64_t requests, double seconds,
                          std::size_t columns = 79);

/// Draws on standard error from a thread of its own, five times a second, for as long as it lives,
/// and wipes the line at its end with spaces: it writes no escape codes. Does nothing where
/// standard error is not a terminal, or a dumb one, which may not go back to the start of a line.
class Progress {
 public:
  Progress(const Options& options, const std::vector<std::unique_ptr<Recorder>>& recorders);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void draw_until_over();
  void draw(double seconds);

  const Options& options_;
  const std::vector<std::unique_ptr<Recorder>>& recorders_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  StatusLine line_{stderr};
  std::thread thread_;
};

}  // namespace dispatchbench::loadgen
