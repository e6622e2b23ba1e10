#include "simulator/polled_pool.hpp"

#include "strategies/loops/at_once.hpp"

namespace dispatchbench::simulator {

PolledPool::PolledPool(const ServerSetting& setting, Host& host, Connections& connections,
                       Client& client)
    : Server(setting, host, connections, client),
      acceptor_(setting.workers),
      poller_(setting.workers + 1),
      current_(setting.workers, none),
      sleepers_(setting.workers) {}

void PolledPool::finished(std::uint32_t thread) {
  if (thread < setting().workers) return served(thread);
  if (thread == poller_) return polled();
  acceptor_.finished(connections(), host(),
                     [this](std::uint32_t connection) { admit(connection); });
}

void PolledPool::admit(std::uint32_t connection) {
  connections()[connection].worker = next_home_;
  next_home_ = (next_home_ + 1) % setting().workers;
  show(connection);
}

void PolledPool::show(std::uint32_t connection) {
  shown_.push(connections(), connection);
  if (host().thread(poller_).busy) return;
  ++host().thread(poller_).wakeups;
  host().charge(poller_, Event::wake_up);
  poll();
}

void PolledPool::poll() {
  for (std::uint32_t i = 0; i < polled_at_once && !shown_.empty(); ++i) {
    batch_.push(connections(), shown_.pop(connections()));
  }
  host().work(poller_, host().cost_ns(Event::fetch_events));
}

void PolledPool::polled() {
  woken_ = 0;
  while (!batch_.empty()) push(batch_.pop(connections()));
  wake();
  for (; woken_ > 0; --woken_) host().charge(poller_, Event::hand_over_parked);
  host().rest(poller_);
  if (!shown_.empty()) poll();
}

void PolledPool::start(std::uint32_t worker) {
  ++host().thread(worker).wakeups;
  host().charge(worker, Event::wake_up);
  run(worker);
}

void PolledPool::run(std::uint32_t worker) {
  const std::uint32_t connection = take(worker);
  if (connection == none) {
    host().rest(worker);
    sleepers_.add(worker);
    return;
  }
  Connection& its = connections()[connection];
  if (!its.greeted) ++host().thread(worker).connections;
  current_[worker] = connection;
  host().work(worker, begin_quantum(its));
}

void PolledPool::served(std::uint32_t worker) {
  const std::uint32_t connection = current_[worker];
  const bool answered = end_quantum(connection, worker);
  if (!answered) {
    go_on(connection, worker);
  } else if (client().closes_after_this(connection)) {
    close(connections()[connection], worker);
  } else {
    host().charge(worker, Event::re_arm);
  }
  run(worker);
  wake_for_more();
  if (answered) client().answered(connection, worker);
}

}  // namespace dispatchbench::simulator
