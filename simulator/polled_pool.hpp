// One thread polls for all connections, and a pool of workers runs what it finds; as
// strategies/loops/polled_pool.hpp has it.
#pragma once

#include <vector>

#include "simulator/acceptor.hpp"
#include "simulator/sleepers.hpp"

namespace dispatchbench::simulator {

/// Threads: the workers, an acceptor, the poller. What derives from it says in which order what is
/// ready is run, and whom it wakes.
class PolledPool : public Server {
 public:
  PolledPool(const ServerSetting& setting, Host& host, Connections& connections, Client& client);

  void connected(std::uint32_t connection) final {
    acceptor_.connected(connection, connections(), host());
  }
  void readable(std::uint32_t connection) final { show(connection); }
  void finished(std::uint32_t thread) final;

 protected:
  /// The poller has found it ready. May start() somebody, which counts as woken by the poller.
  virtual void push(std::uint32_t connection) = 0;

  /// After a batch of push(): may start() some more; those that the poller wakes itself.
  virtual void wake() = 0;

  /// It has had its quantum of `worker` and could go on.
  virtual void go_on(std::uint32_t connection, std::uint32_t worker) = 0;

  /// What `worker` runs next; none: nothing is ready, and it goes to sleep.
  virtual std::uint32_t take(std::uint32_t worker) = 0;

  /// A worker has taken something: wakes others for what is left.
  virtual void wake_for_more() = 0;

  /// The worker, which slept, wakes and takes what it finds.
  void start(std::uint32_t worker);

  /// The same, and the poller pays for it.
  void start_by_poller(std::uint32_t worker) {
    ++woken_;
    start(worker);
  }

  Sleepers& sleepers() noexcept { return sleepers_; }

 private:
  void admit(std::uint32_t connection);
  void show(std::uint32_t connection);
  void poll();
  void polled();
  void run(std::uint32_t worker);
  void served(std::uint32_t worker);

  Acceptor acceptor_;
  const std::uint32_t poller_;
  std::uint32_t next_home_ = 0;
  ConnectionQueue shown_;  // as ready, to a poller that has not fetched them
  ConnectionQueue batch_;  // that it fetches
  std::uint32_t woken_ = 0;
  std::vector<std::uint32_t> current_;
  Sleepers sleepers_;
};

}  // namespace dispatchbench::simulator
