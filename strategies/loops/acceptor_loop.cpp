#include "strategies/loops/acceptor_loop.hpp"

#include <utility>

namespace dispatchbench {

/// Listens first: what fails here must leave no thread behind.
void AcceptorLoop::start() {
  listener_.emplace(environment_.listen, Listener::Options{.backlog = environment_.backlog,
                                                           .reuse_port = environment_.share_port});
  prepare();
  try {
    start_threads();
    acceptor_.emplace(
        *listener_, environment_.other_threads,
        [this](AcceptedSocket socket) { deal(std::move(socket)); },
        [this](std::int64_t now_ns) { tick(now_ns); });
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void AcceptorLoop::start_threads() {
  for (const auto& worker : environment_.workers) {
    start_thread([this, running = worker.get()] {
      running->attach();
      run(*running);
      running->detach();
    });
  }
}

/// In this order: drain, so that no answer promises what will not be kept; then refuse; then wait.
void AcceptorLoop::stop(std::int64_t deadline_ns) noexcept {
  if (acceptor_) acceptor_->stop();
  sessions_.drain();
  listener_->refuse();
  sessions_.await_end(deadline_ns);
  finished_.value.store(true, std::memory_order_release);
  end_threads();
  for (std::thread& thread : threads_) thread.join();
  clear_queues();
  sessions_.clear();
}

void AcceptorLoop::deal(AcceptedSocket socket) noexcept {
  sessions_.admit(next_shard_, std::move(socket), environment_.connections);
  next_shard_ = (next_shard_ + 1) % sessions_.shards();
}

}  // namespace dispatchbench
