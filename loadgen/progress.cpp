#include "loadgen/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/clock.hpp"

namespace dispatchbench::loadgen {
namespace {

bool can_redraw_a_line() {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && terminal != nullptr &&
         std::string_view(terminal) != "dumb" && *terminal != 0;
}

/// One less than the terminal has: some wrap once the last one is written.
std::size_t columns() {
  constexpr std::size_t usual = 79;
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return std::min<std::size_t>(size.ws_col - 1U, usual);
}

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
  if (can_redraw_a_line()) thread_ = std::thread([this] { draw_until_over(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  thread_.join();
  show("");
  std::fputs("\r", stderr);
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
  if (measured <= 0) return show(std::string("warming up").substr(0, columns()));
  std::uint64_t requests = 0;
  for (const auto& recorder : recorders_) requests += recorder->done();
  const double fraction =
      options_.duration ? measured / std::chrono::duration<double>(*options_.duration).count()
                        : static_cast<double>(requests) / static_cast<double>(options_.requests);
  show(progress_line(fraction, requests, measured, columns()));
}

void Progress::show(const std::string& line) {
  const std::size_t rest = std::min(shown_, columns());
  std::string text = "\r" + line;
  if (line.size() < rest) text.append(rest - line.size(), ' ');
  std::fputs(text.c_str(), stderr);
  shown_ = line.size();
}

}  // namespace dispatchbench::loadgen
