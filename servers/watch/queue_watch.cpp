#include "servers/watch/queue_watch.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "strategies/accept/listening_sockets.hpp"

namespace dispatchbench {
namespace {

/// A thread that was woken runs by then, unless it must wait for a processor.
constexpr std::chrono::microseconds between_glances{200};

}  // namespace

QueueWatch::QueueWatch(const std::vector<std::unique_ptr<Worker>>& workers,
                       WatchedConnections& connections, std::vector<int> listeners)
    : connections_(connections), listeners_(std::move(listeners)), workers_(workers, connections) {}

bool QueueWatch::some_wait_to_be_accepted() const {
  return std::any_of(listeners_.begin(), listeners_.end(), something_waits_at);
}

bool QueueWatch::look() {
  if (!workers_.note_idle()) return false;
  const bool to_be_accepted = some_wait_to_be_accepted();
  const bool to_be_run = connections_.note_waiting();
  if (!to_be_accepted && !to_be_run) return false;
  std::this_thread::sleep_for(between_glances);
  if (!workers_.some_still_idle()) return false;
  return (to_be_accepted && some_wait_to_be_accepted()) ||
         (to_be_run && connections_.some_still_wait());
}

}  // namespace dispatchbench
