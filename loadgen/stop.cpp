#include "loadgen/stop.hpp"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace dispatchbench::loadgen {
namespace {

std::atomic<Stop*> caught{nullptr};

void on_signal(int signal) {
  const int error = errno;
  if (Stop* stop = caught.load()) stop->request(signal);
  errno = error;
}

}  // namespace

Stop::Stop() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!descriptor_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Stop::~Stop() {
  Stop* self = this;
  caught.compare_exchange_strong(self, nullptr);
}

void Stop::request(int signal) noexcept {
  if (signal != 0) signal_.store(signal);
  requested_.store(true);
  const std::uint64_t one = 1;
  // It can only fail when the counter is full: then it is readable already.
  [[maybe_unused]] const auto written = ::write(descriptor_.get(), &one, sizeof one);
}

void Stop::catch_signals() noexcept {
  caught.store(this);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    const bool nohup = signal == SIGHUP && before.sa_handler == SIG_IGN;
    if (!nohup) ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace dispatchbench::loadgen
