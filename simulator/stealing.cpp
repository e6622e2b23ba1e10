#include "simulator/acceptor.hpp"
#include "simulator/loops.hpp"

namespace dispatchbench::simulator {
namespace {

class Stealing final : public Server {
 public:
  Stealing(const ServerSetting& setting, Host& host, Connections& connections, Client& client)
      : Server(setting, host, connections, client),
        queues_(setting.workers),
        turns_left_(setting.workers, 0),
        current_(setting.workers, none),
        idle_(setting.workers, true),
        idle_count_(setting.workers),
        acceptor_(setting.workers) {}

  void connected(std::uint32_t connection) override {
    acceptor_.connected(connection, connections(), host());
  }
  void readable(std::uint32_t connection) override { admit(connection); }
  void finished(std::uint32_t thread) override;

 private:
  void deal(std::uint32_t connection);
  void admit(std::uint32_t connection);
  void wake(std::uint32_t worker);
  void fetch(std::uint32_t worker);
  void go_on(std::uint32_t worker);
  std::uint32_t next_for(std::uint32_t worker) noexcept;
  std::uint32_t any_idle() const noexcept;
  void served(std::uint32_t worker);

  std::vector<ConnectionQueue> queues_;  // by home
  std::uint32_t queued_ = 0;
  std::vector<std::uint32_t> turns_left_;  // of what a worker has fetched
  std::vector<std::uint32_t> current_;
  std::vector<bool> idle_;
  std::uint32_t idle_count_;
  Acceptor acceptor_;
  std::uint32_t next_home_ = 0;
};

void Stealing::finished(std::uint32_t thread) {
  if (thread < queues_.size()) return served(thread);
  acceptor_.finished(connections(), host(), [this](std::uint32_t connection) {
    deal(connection);
    host().charge(acceptor_.thread(), Event::hand_over_awake);
  });
}

void Stealing::deal(std::uint32_t connection) {
  connections()[connection].worker = next_home_;
  ++host().thread(next_home_).connections;
  next_home_ = (next_home_ + 1) % setting().workers;
  admit(connection);
}

/// Its home runs it if that is idle; else whoever searches for work.
void Stealing::admit(std::uint32_t connection) {
  const std::uint32_t home = connections()[connection].worker;
  queues_[home].push(connections(), connection);
  ++queued_;
  if (idle_[home]) return wake(home);
  if (idle_count_ > 0) wake(any_idle());
}

std::uint32_t Stealing::any_idle() const noexcept {
  std::uint32_t worker = 0;
  while (!idle_[worker]) ++worker;
  return worker;
}

void Stealing::wake(std::uint32_t worker) {
  idle_[worker] = false;
  --idle_count_;
  ++host().thread(worker).wakeups;
  host().charge(worker, Event::wake_up);
  fetch(worker);
  go_on(worker);
}

/// What is ready at home; it runs that before it looks again.
void Stealing::fetch(std::uint32_t worker) {
  host().charge(worker, Event::fetch_events);
  turns_left_[worker] = queues_[worker].size();
}

void Stealing::go_on(std::uint32_t worker) {
  if (turns_left_[worker] == 0 && !queues_[worker].empty()) fetch(worker);
  const std::uint32_t connection = next_for(worker);
  if (connection == none) {
    host().rest(worker);
    idle_[worker] = true;
    ++idle_count_;
    return;
  }
  if (connections()[connection].worker != worker) {
    ++host().thread(worker).steals;
    host().charge(worker, Event::steal);
  }
  current_[worker] = connection;
  host().work(worker, begin_quantum(connections()[connection]));
}

/// Its own first, then the others' in turn from the next worker's on.
std::uint32_t Stealing::next_for(std::uint32_t worker) noexcept {
  if (queued_ == 0) return none;
  std::uint32_t home = worker;
  while (queues_[home].empty()) home = home + 1 == setting().workers ? 0 : home + 1;
  --queued_;
  if (turns_left_[home] > 0) --turns_left_[home];
  return queues_[home].pop(connections());
}

void Stealing::served(std::uint32_t worker) {
  const std::uint32_t connection = current_[worker];
  Connection& its = connections()[connection];
  const bool answered = end_quantum(connection, worker);
  if (!answered) {
    queues_[worker].push(connections(), connection);
    ++queued_;
  } else if (client().closes_after_this(connection)) {
    close(its, worker);
  } else {
    host().charge(worker, Event::re_arm);
  }
  go_on(worker);
  if (answered) client().answered(connection, worker);
}

}  // namespace

std::unique_ptr<Server> make_stealing(const ServerSetting& setting, Host& host,
                                      Connections& connections, Client& client) {
  return std::make_unique<Stealing>(setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
