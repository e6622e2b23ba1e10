#include "strategies/runtime/reactor_group.hpp"

#include "base/clock.hpp"

namespace dispatchbench {

ReactorGroup::ReactorGroup(const Environment& environment, const HandoffRow& handoff) {
  for (const auto& worker : environment.workers) {
    Shard& shard = shards_.emplace_back();
    shard.reactor = std::make_unique<Reactor>(*environment.backend, *worker);
    if (handoff.make == nullptr) continue;
    shard.mailbox = handoff.make(*shard.reactor, environment.other_threads);
    shard.reactor->feed_from(*shard.mailbox);
  }
}

void ReactorGroup::start() {
  for (Shard& shard : shards_) {
    shard.thread = std::thread([reactor = shard.reactor.get()] { reactor->run(); });
  }
}

void ReactorGroup::drain() noexcept {
  for (Shard& shard : shards_) shard.reactor->drain();
}

void ReactorGroup::seal(std::int64_t deadline_ns) noexcept {
  for (Shard& shard : shards_) shard.sealed = shard.reactor->seal();
  const Clock::time_point deadline{Nanoseconds(deadline_ns)};
  for (const Shard& shard : shards_) shard.sealed.wait_until(deadline);
}

void ReactorGroup::finish(std::int64_t deadline_ns) noexcept {
  for (Shard& shard : shards_) {
    if (shard.mailbox) shard.mailbox->close();
  }
  for (Shard& shard : shards_) shard.reactor->finish(deadline_ns);
  for (Shard& shard : shards_) {
    if (shard.thread.joinable()) shard.thread.join();
  }
  for (Shard& shard : shards_) shard.mailbox.reset();  // with what came too late to be run
}

}  // namespace dispatchbench
