#include "experiments/runner/process/interrupt.hpp"

#include <cerrno>
#include <csignal>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>

namespace dispatchbench::runner {
namespace {

sigset_t interrupting_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals, number);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = interrupting_signals();
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  // A script's `bench … &` starts with SIGINT ignored; SIGHUP stays as nohup left it.
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  descriptor_ = ::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
}

Interrupt::~Interrupt() {
  ::close(descriptor_);
}

std::optional<int> Interrupt::signal() noexcept {
  signalfd_siginfo information{};
  if (::read(descriptor_, &information, sizeof information) == sizeof information) {
    signal_ = static_cast<int>(information.ssi_signo);
  }
  return signal_;
}

}  // namespace dispatchbench::runner
