// A server of parts, simulated: who has which of its connections, and what each worker has before
// it.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/acceptor.hpp"
#include "simulator/helper_threads.hpp"
#include "simulator/reactor_loop.hpp"
#include "simulator/reactors.hpp"
#include "simulator/shared_listeners.hpp"
#include "simulator/worker_loads.hpp"

namespace dispatchbench::simulator {

class Reactors final : public Server {
 public:
  Reactors(const ReactorParts& parts, const ServerSetting& setting, Host& host,
           Connections& connections, Client& client);

  void connected(std::uint32_t connection) override;
  void readable(std::uint32_t connection) override;
  void finished(std::uint32_t thread) override;

 private:
  using Accept = ReactorParts::Accept;
  using Afterwards = ReactorParts::Afterwards;
  using Handoff = ReactorParts::Handoff;

  // How connections come to a worker: reactor_accepts.cpp.
  void knock(std::uint32_t connection);
  std::uint32_t hash_of(std::uint32_t connection) noexcept;
  std::uint32_t listener_for(std::uint32_t connection) noexcept;
  bool accept_for_all(std::uint32_t worker);
  bool gate_is_closed(std::uint32_t worker) noexcept;
  void accept(std::uint32_t worker, std::uint32_t connection);
  void accepted(std::uint32_t worker);
  void deal(std::uint32_t connection, std::uint32_t from);
  void hand_over(std::uint32_t connection, std::uint32_t from);
  void charge_hand_over(Connection& connection, std::uint32_t from);
  void put_into_mailbox(std::uint32_t connection);
  void told(std::uint32_t worker);
  void take_mail(std::uint32_t worker);
  void take_over(Connection& connection);

  // What it does with them: reactors.cpp.
  void wake(std::uint32_t worker);
  void go_on(std::uint32_t worker);
  bool finds_something(std::uint32_t worker) const noexcept;
  void begin_turn(std::uint32_t worker);
  bool run_next(std::uint32_t worker);
  void serve(std::uint32_t worker, std::uint32_t connection);
  void served(std::uint32_t worker);
  void leave(Connection& connection);
  void rest(Connection& connection, bool resting);
  bool is_to_move(const Connection& connection);
  void move(Connection& connection);

  bool shares_listener() const noexcept { return parts_.accept >= Accept::by_any; }
  std::uint32_t listener_of(std::uint32_t worker) const noexcept {
    return first_listener_ + worker;
  }

  const ReactorParts parts_;
  const std::uint32_t first_listener_;
  std::vector<ReactorLoop> loops_;
  WorkerLoads loads_;
  Acceptor acceptor_;
  HelperThreads helpers_;  // idle where connections are handed over directly
  SharedListeners shared_;
  Random hash_;
};

}  // namespace dispatchbench::simulator
