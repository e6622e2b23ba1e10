// A bar with rate and time left, for people who wait.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "loadgen/options.hpp"
#include "loadgen/recorder.hpp"

namespace dispatchbench::loadgen {

/// One line of progress, at most about 79 characters. `fraction`: 0..1 of the whole.
std::string progress_line(double fraction, std::uint64_t requests, double seconds);

/// Draws on standard error from a thread of its own, five times a second, for as long as it lives,
/// and wipes the line at its end. Does nothing where standard error is not a terminal.
class Progress {
 public:
  Progress(const Options& options, const std::vector<std::unique_ptr<Recorder>>& recorders);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void draw_until_over();
  void draw(double seconds) const;

  const Options& options_;
  const std::vector<std::unique_ptr<Recorder>>& recorders_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace dispatchbench::loadgen
