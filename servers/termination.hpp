// The signals that end the server, as something to wait for.
#pragma once

#include <csignal>
#include <thread>

namespace dispatchbench {

/// SIGTERM, SIGINT, SIGQUIT and SIGHUP (but for nohup). Blocks them in this thread and in all that
/// it starts from now on; made before any other thread.
class TerminationSignals {
 public:
  TerminationSignals();

  /// Returns when the process is asked to end.
  void wait() const noexcept;

 private:
  friend class ImpatienceWatch;
  sigset_t set_{};
};

/// While it lives, a further signal cuts every TCP connection of the process, so that a drain under
/// way ends at once and the report is still written.
class ImpatienceWatch {
 public:
  explicit ImpatienceWatch(const TerminationSignals& signals);

 private:
  std::jthread thread_;
};

}  // namespace dispatchbench
