// How many of how many are done, and how long the rest takes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/status_line.hpp"
#include "experiments/runner/run/time_left.hpp"

namespace dispatchbench::runner {

/// On a terminal a line that is rewritten, and of which nothing is left; elsewhere nothing.
class HowFar {
 public:
  /// "3 of 10 parts"; `what` and `out` must outlive this.
  explicit HowFar(std::string_view what, std::FILE* out = stdout) : what_(what), line_(out) {}

  void show(std::size_t finished, std::size_t all) {
    if (!line_.possible()) return;
    const std::size_t now = finished - first_.value_or(finished);
    if (!first_) first_ = finished;
    const double spent = std::chrono::duration<double>(Clock::now() - began_).count();
    std::string line = fmt::format("{} of {} {}", finished, all, what_);
    if (now > 0) {
      const double each = spent / static_cast<double>(now);
      line += fmt::format(", {} left", format_time(each * static_cast<double>(all - finished)));
    }
    line_.show(line);
  }
  ~HowFar() {
    if (line_.possible()) line_.wipe();
  }

 private:
  const std::string_view what_;
  StatusLine line_;
  const Clock::time_point began_ = Clock::now();
  std::optional<std::size_t> first_;
};

}  // namespace dispatchbench::runner
