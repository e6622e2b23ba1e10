#include "simulator/worker_loads.hpp"

#include "strategies/afterwards/too_many.hpp"

namespace dispatchbench::simulator {

WorkerLoads::WorkerLoads(const Setting& setting)
    : loads_(setting.workers, WorkerLoad{.idle = true}), late_(setting.workers, setting.delay_ns) {
  dealers_.reserve(setting.workers + 1);
  for (std::uint32_t i = 0; i <= setting.workers; ++i) {
    dealers_.emplace_back(*setting.placement, i < setting.workers ? i : 0, setting.seed + i);
  }
  for (std::uint32_t i = 0; setting.moving != nullptr && i < setting.workers; ++i) {
    movers_.emplace_back(*setting.moving, i, setting.seed + i);
  }
  for (std::uint32_t i = 0; i < setting.workers; ++i) tell(i, 0);
}

void WorkerLoads::set_idle(std::uint32_t worker, bool idle, std::int64_t now_ns) {
  loads_[worker].idle = idle;
  tell(worker, now_ns);
}

std::uint32_t WorkerLoads::choose(std::uint32_t from, std::int64_t now_ns) {
  return dealers_[from].choose(late_.known_to(from, loads_, now_ns));
}

void WorkerLoads::placed(std::uint32_t worker) {
  gets(worker);
  ++loads_[worker].requests_in_hand;
}

void WorkerLoads::gets(std::uint32_t worker) {
  ++loads_[worker].connections;
  late_.placed(worker);
}

void WorkerLoads::set_resting(std::uint32_t from, bool resting, std::int64_t now_ns) {
  loads_[from].requests_in_hand += resting ? ~0U : 1U;
  tell(from, now_ns);
}

void WorkerLoads::ended(std::uint32_t from, std::int64_t now_ns) {
  --loads_[from].connections;
  --loads_[from].requests_in_hand;
  tell(from, now_ns);
}

std::uint32_t WorkerLoads::move(std::uint32_t from, std::int64_t now_ns) {
  --loads_[from].connections;
  tell(from, now_ns);
  Dealer& mover = movers_.empty() ? dealers_[from] : movers_[from];
  const std::uint32_t worker = mover.choose(late_.known_to(from, loads_, now_ns));
  gets(worker);
  return worker;
}

bool WorkerLoads::has_too_many(std::uint32_t worker, std::int64_t now_ns) {
  return dispatchbench::has_too_many(late_.known_to(worker, loads_, now_ns), worker);
}

/// Its load has changed, and whoever places connections is to hear of it.
void WorkerLoads::tell(std::uint32_t worker, std::int64_t now_ns) {
  if (late_.late()) late_.say(worker, loads_[worker], now_ns);
}

}  // namespace dispatchbench::simulator
