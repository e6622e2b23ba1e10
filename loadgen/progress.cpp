#include "loadgen/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "base/clock.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::size_t widest_line = 79;

std::string bar(double done, std::size_t width) {
  const auto filled = static_cast<std::size_t>(done * static_cast<double>(width));
  return fmt::format("[{:-<{}}] ", std::string(filled, '#'), width);
}

}  // namespace

std::string progress_line(double fraction, std::uint64_t requests, double seconds,
                          std::size_t columns) {
  constexpr std::size_t widest = 30;
  constexpr std::size_t narrowest = 5;
  constexpr std::size_t frame = 3;
  const double done = std::clamp(fraction, 0.0, 1.0);
  const double rate = seconds > 0 ? static_cast<double>(requests) / seconds : 0;
  std::string line = fmt::format("{:3.0f} %  {:.0f} requests/s", done * 100, rate);
  if (done > 0 && done < 1) line += fmt::format("  {:.0f} s left", seconds * (1 - done) / done);
  if (line.size() + frame + narrowest <= columns) {
    line.insert(0, bar(done, std::min(widest, columns - frame - line.size())));
  }
  return line.substr(0, columns);
}

Progress::Progress(const Options& options, const std::vector<std::unique_ptr<Recorder>>& recorders)
    : options_(options), recorders_(recorders) {
  if (line_.possible()) thread_ = std::thread([this] { draw_until_over(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  thread_.join();
  line_.wipe();
}

void Progress::draw_until_over() {
  const auto start = Clock::now();
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, std::chrono::milliseconds(200), [this] { return over_; })) {
    draw(std::chrono::duration<double>(Clock::now() - start).count());
  }
}

void Progress::draw(double seconds) {
  const double measured = seconds - std::chrono::duration<double>(options_.warmup).count();
  if (measured <= 0) return line_.show("warming up");
  std::uint64_t requests = 0;
  for (const auto& recorder : recorders_) requests += recorder->done();
  const double fraction =
      options_.duration ? measured / std::chrono::duration<double>(*options_.duration).count()
                        : static_cast<double>(requests) / static_cast<double>(options_.requests);
  line_.show(progress_line(fraction, requests, measured, std::min(widest_line, line_.columns())));
}

}  // namespace dispatchbench::loadgen
