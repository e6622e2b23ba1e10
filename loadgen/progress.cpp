#include "loadgen/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

#include "base/clock.hpp"

namespace dispatchbench::loadgen {

std::string progress_line(double fraction, std::uint64_t requests, double seconds) {
  constexpr int width = 30;
  const double done = std::clamp(fraction, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(done * width);
  const double rate = seconds > 0 ? static_cast<double>(requests) / seconds : 0;
  std::string line = fmt::format("[{:-<{}}] {:3.0f} %  {:.0f} requests/s", std::string(filled, '#'),
                                 width, done * 100, rate);
  if (done > 0 && done < 1) line += fmt::format("  {:.0f} s left", seconds * (1 - done) / done);
  return line;
}

Progress::Progress(const Options& options, const std::vector<std::unique_ptr<Recorder>>& recorders)
    : options_(options), recorders_(recorders) {
  if (::isatty(STDERR_FILENO) == 1) thread_ = std::thread([this] { draw_until_over(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  thread_.join();
  std::fputs("\r\033[K", stderr);
}

void Progress::draw_until_over() {
  const auto start = Clock::now();
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, std::chrono::milliseconds(200), [this] { return over_; })) {
    draw(std::chrono::duration<double>(Clock::now() - start).count());
  }
}

void Progress::draw(double seconds) const {
  const double measured = seconds - std::chrono::duration<double>(options_.warmup).count();
  if (measured <= 0) {
    std::fputs("\r\033[Kwarming up", stderr);
    return;
  }
  std::uint64_t requests = 0;
  for (const auto& recorder : recorders_) requests += recorder->done();
  const double fraction =
      options_.duration ? measured / std::chrono::duration<double>(*options_.duration).count()
                        : static_cast<double>(requests) / static_cast<double>(options_.requests);
  std::fputs(("\r\033[K" + progress_line(fraction, requests, measured)).c_str(), stderr);
}

}  // namespace dispatchbench::loadgen
