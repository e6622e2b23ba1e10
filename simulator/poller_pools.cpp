// The orders in which a pool runs what its poller finds: as it became ready, by when requests
// arrived, or from a queue each with stealing.
#include <functional>
#include <queue>
#include <utility>

#include "simulator/loops.hpp"
#include "simulator/polled_pool.hpp"
#include "strategies/loops/at_once.hpp"

namespace dispatchbench::simulator {
namespace {

/// poller-pool: what has had its quantum goes behind all others. Who takes something and leaves
/// more wakes the next, so the poller wakes one for a batch.
class OneQueue : public PolledPool {
 public:
  using PolledPool::PolledPool;

 private:
  void wake() override {
    if (!sleepers().empty() && !is_empty()) start_by_poller(sleepers().take_first());
    wake_for_more();
  }
  void wake_for_more() override {
    while (!sleepers().empty() && !is_empty()) start(sleepers().take_first());
  }
  std::uint32_t take(std::uint32_t) override { return is_empty() ? none : pop(); }

  void push(std::uint32_t connection) override { ready_.push(connections(), connection); }
  void go_on(std::uint32_t connection, std::uint32_t) override { push(connection); }
  virtual bool is_empty() const { return ready_.empty(); }
  virtual std::uint32_t pop() { return ready_.pop(connections()); }

  ConnectionQueue ready_;
};

/// oldest-first, by its ByAge: a request keeps its place for some quanta.
class OldestFirst final : public OneQueue {
 public:
  OldestFirst(const ServerSetting& setting, Host& host, Connections& connections, Client& client)
      : OneQueue(setting, host, connections, client), ages_(connections.size()) {}

 private:
  struct Age {
    std::uint64_t arrival = 0;
    std::uint32_t quanta = 0;
  };
  using Aged = std::pair<std::uint64_t, std::uint32_t>;  // arrival, connection

  void push(std::uint32_t connection) override {
    ages_[connection] = {++last_arrival_, 0};
    by_age_.emplace(last_arrival_, connection);
  }
  void go_on(std::uint32_t connection, std::uint32_t) override {
    if (++ages_[connection].quanta == quanta_in_place) return push(connection);
    by_age_.emplace(ages_[connection].arrival, connection);
  }
  bool is_empty() const override { return by_age_.empty(); }
  std::uint32_t pop() override {
    const std::uint32_t oldest = by_age_.top().second;
    by_age_.pop();
    return oldest;
  }

  std::vector<Age> ages_;
  std::uint64_t last_arrival_ = 0;
  std::priority_queue<Aged, std::vector<Aged>, std::greater<>> by_age_;
};

/// work-stealing-pool. Whoever is woken finds something at once here, so nobody searches.
class StealingQueues final : public PolledPool {
 public:
  StealingQueues(const ServerSetting& setting, Host& host, Connections& connections, Client& client)
      : PolledPool(setting, host, connections, client), own_(setting.workers) {}

 private:
  void push(std::uint32_t connection) override {
    const std::uint32_t home = connections()[connection].worker;
    put(connection, home);
    if (sleepers().take(home)) start_by_poller(home);
  }
  void wake() override {
    if (!sleepers().empty() && queued_ > 0) start_by_poller(sleepers().take_last());
    wake_for_more();
  }
  void wake_for_more() override {
    while (!sleepers().empty() && queued_ > 0) start(sleepers().take_last());
  }
  void go_on(std::uint32_t connection, std::uint32_t worker) override { put(connection, worker); }
  std::uint32_t take(std::uint32_t worker) override;

  void put(std::uint32_t connection, std::uint32_t worker) {
    own_[worker].push(connections(), connection);
    ++queued_;
  }

  std::vector<ConnectionQueue> own_;
  std::uint32_t queued_ = 0;
};

/// Its own first, then the others' in turn from the next worker's on.
std::uint32_t StealingQueues::take(std::uint32_t worker) {
  if (queued_ == 0) return none;
  std::uint32_t from = worker;
  while (own_[from].empty()) from = from + 1 == setting().workers ? 0 : from + 1;
  --queued_;
  const std::uint32_t connection = own_[from].pop(connections());
  if (connections()[connection].worker != worker) {
    ++host().thread(worker).steals;
    host().charge(worker, Event::steal);
  }
  return connection;
}

}  // namespace

std::unique_ptr<Server> make_poller_pool(const ServerSetting& setting, Host& host,
                                         Connections& connections, Client& client) {
  return std::make_unique<OneQueue>(setting, host, connections, client);
}

std::unique_ptr<Server> make_oldest_first(const ServerSetting& setting, Host& host,
                                          Connections& connections, Client& client) {
  return std::make_unique<OldestFirst>(setting, host, connections, client);
}

std::unique_ptr<Server> make_stealing_pool(const ServerSetting& setting, Host& host,
                                           Connections& connections, Client& client) {
  return std::make_unique<StealingQueues>(setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
