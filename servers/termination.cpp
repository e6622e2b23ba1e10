#include "servers/termination.hpp"

#include <ctime>
#include <pthread.h>
#include <stop_token>
#include <sys/resource.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace dispatchbench {
namespace {

/// The process has no other sockets than its listeners and connections, and what is shut down and
/// not closed stays its owner's.
void cut_connections() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const int end = static_cast<int>(limit.rlim_cur < (1U << 20) ? limit.rlim_cur : (1U << 20));
  for (int descriptor = STDERR_FILENO + 1; descriptor < end; ++descriptor)
    ::shutdown(descriptor, SHUT_RDWR);
}

}  // namespace

TerminationSignals::TerminationSignals() {
  ::sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    const bool nohup = signal == SIGHUP && action.sa_handler == SIG_IGN;
    if (!nohup) ::sigaddset(&set_, signal);
  }
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

void TerminationSignals::wait() const noexcept {
  int signal = 0;
  while (::sigwait(&set_, &signal) != 0) {
  }
}

ImpatienceWatch::ImpatienceWatch(const TerminationSignals& signals) {
  const auto watch = [set = signals.set_](const std::stop_token& token) {
    constexpr timespec patience{0, 50'000'000};  // until it looks whether it is still needed
    while (!token.stop_requested()) {
      if (::sigtimedwait(&set, nullptr, &patience) > 0) cut_connections();
    }
  };
  try {
    thread_ = std::jthread(watch);
  } catch (
      const std::system_error&) {  // no thread to be had: the drain timeout ends it all the same
  }
}

}  // namespace dispatchbench
