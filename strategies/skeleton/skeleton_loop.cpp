// A strategy with a loop of its own, to copy: strategies/loops/NAME.cpp, and a row in registry.cpp.
//
// An acceptor deals connections in turn to workers, each of which waits on an epoll instance of its
// own with one-shot events. AcceptorLoop does the rest; a strategy without an acceptor is a
// Strategy, as threads_epoll.cpp is.
#include <array>
#include <system_error>
#include <vector>

#include "strategies/loops/acceptor_loop.hpp"
#include "strategies/runtime/event_fd.hpp"

namespace dispatchbench {
namespace {

class SkeletonLoop final : public AcceptorLoop {
 public:
  explicit SkeletonLoop(const Environment& environment) : AcceptorLoop(environment) {}

 private:
  void prepare() override;
  void run(Worker& worker) noexcept override;
  void end_threads() noexcept override { end_.signal(); }

  std::vector<std::unique_ptr<EpollSet>> sets_;  // a worker's each, and each a shard
  EventFd end_;                                  // signalled once: every thread hears it
};

/// The port is taken already, and no thread runs yet. Admitted connections are ready at once, so
/// the worker that waits on their shard's set runs them.
void SkeletonLoop::prepare() {
  for (std::size_t i = 0; i < environment().workers.size(); ++i) {
    EpollSet& set = *sets_.emplace_back(std::make_unique<EpollSet>());
    sessions().add_shard(set);
    if (!set.add(end_.descriptor(), EPOLLIN, nullptr)) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
  }
}

/// The thread is the worker's already: it is named, pinned and counted.
void SkeletonLoop::run(Worker& worker) noexcept {
  EpollSet& set = *sets_[worker.index()];
  std::array<epoll_event, 1> event;
  while (!finished()) {
    // With an emulated core a wait that did not block must be told from one that did.
    if (!worker.core().enabled() || set.wait(event, 0) == 0) {
      if (set.wait(event, EpollSet::forever) == 0) continue;
      worker.wakeups.add(1);
      worker.core().woke();
    }
    worker.core().charge(Event::fetch_events);
    auto* const session = static_cast<OneShotSession*>(event[0].data.ptr);
    if (session == nullptr) continue;  // the end
    // Arms what it waits for. `again` is armed for output too and so goes behind what is ready.
    const Connection::Next next = sessions().advance(*session, worker);
    sessions().let_go(*session, next);  // from here on it may be gone
  }
}

}  // namespace

std::unique_ptr<Strategy> make_skeleton_loop(const Environment& environment) {
  return std::make_unique<SkeletonLoop>(environment);
}

}  // namespace dispatchbench
