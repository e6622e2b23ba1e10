#include "strategies/dealt_reactors.hpp"

#include <utility>

namespace dispatchbench {

DealtReactors::DealtReactors(const Environment& environment, MakeMailbox make_mailbox)
    : environment_(environment), make_mailbox_(std::move(make_mailbox)) {}

DealtReactors::~DealtReactors() = default;

void DealtReactors::start() {
  listener_.emplace(environment_.listen, environment_.backlog, Listener::Sharing::exclusive);
  for (const auto& worker : environment_.workers) {
    Shard& shard = shards_.emplace_back();
    shard.reactor =
        std::make_unique<Reactor>(environment_.backend, *worker, environment_.connections);
    shard.mailbox = make_mailbox_(*shard.reactor, environment_.other_threads);
    shard.reactor->feed_from(*shard.mailbox);
  }
  try {
    for (Shard& shard : shards_) {
      shard.thread = std::thread([reactor = shard.reactor.get()] { reactor->run(); });
    }
    acceptor_.emplace(*listener_, environment_.emulation, environment_.other_threads,
                      [this](AcceptedSocket socket) { deal(std::move(socket)); });
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void DealtReactors::deal(AcceptedSocket socket) noexcept {
  try {
    shards_[next_shard_].mailbox->put(std::move(socket));
    next_shard_ = (next_shard_ + 1) % shards_.size();
  } catch (const std::bad_alloc&) {  // that connection is closed
  }
}

void DealtReactors::stop(std::int64_t deadline_ns) noexcept {
  if (acceptor_) acceptor_->stop();
  for (Shard& shard : shards_) shard.mailbox->close();
  for (Shard& shard : shards_) shard.reactor->drain();
  listener_->refuse();
  for (Shard& shard : shards_) shard.reactor->finish(deadline_ns);
  for (Shard& shard : shards_) {
    if (shard.thread.joinable()) shard.thread.join();
  }
}

}  // namespace dispatchbench
