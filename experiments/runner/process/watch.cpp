#include "experiments/runner/process/watch.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace dispatchbench::runner {
namespace {

constexpr std::chrono::milliseconds tick_interval{500};

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds{0}, tick_interval).count());
}

sigset_t interrupting_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::sigaddset(&signals, number);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = interrupting_signals();
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  // A script's `bench … &` starts with SIGINT and SIGQUIT ignored; SIGHUP stays as nohup left it.
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGQUIT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  descriptor_.reset(::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!descriptor_) throw std::system_error(errno, std::generic_category(), "signalfd");
}

std::optional<int> Interrupt::signal() noexcept {
  signalfd_siginfo information{};
  if (::read(descriptor_.get(), &information, sizeof information) == sizeof information) {
    signal_ = static_cast<int>(information.ssi_signo);
  }
  return signal_;
}

Watch::Watch(Interrupt& interrupt, std::function<void()> tick)
    : interrupt_(interrupt), tick_(std::move(tick)), next_tick_(Clock::now() + tick_interval) {}

void Watch::check() {
  if (const auto number = interrupt_.signal()) throw Interrupted(*number);
}

void Watch::wait(std::initializer_list<int> descriptors, Clock::time_point deadline) {
  std::vector<pollfd> polled;
  for (const int descriptor : descriptors) polled.push_back({descriptor, POLLIN, 0});
  polled.push_back({interrupt_.descriptor(), POLLIN, 0});
  while (true) {
    ::poll(polled.data(), polled.size(), milliseconds_until(deadline));
    check();
    for (std::size_t i = 0; i + 1 < polled.size(); ++i) {
      if (polled[i].revents != 0) return;
    }
    const auto now = Clock::now();
    if (tick_ && now >= next_tick_) {
      tick_();
      next_tick_ = now + tick_interval;
    }
    if (now >= deadline) return;
  }
}

}  // namespace dispatchbench::runner
