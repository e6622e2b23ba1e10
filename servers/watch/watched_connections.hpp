// The open connections of a server, and which of them wait for somebody to run them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/intrusive/list.hpp>

#include "servers/watch/turns.hpp"
#include "strategies/connection.hpp"
#include "strategies/runtime/cache_line.hpp"

namespace dispatchbench {

class WatchedConnection;

/// Makes connections as another factory does, and keeps an eye on them. Lives longer than what it
/// makes. Any thread, unless said otherwise.
class WatchedConnections final : public ConnectionFactory {
 public:
  /// The workers that will run them have indexes below `workers`.
  WatchedConnections(ConnectionFactory& factory, std::size_t workers)
      : factory_(factory), workers_(workers) {}

  std::unique_ptr<Connection> make(AcceptedSocket socket) noexcept override;

  /// Whether the worker is inside advance().
  const Turns& turns_of(std::size_t worker) const noexcept { return workers_[worker].value; }

  // A look is two glances, one right after the other. One thread looks.
  //
  // A connection waits where nobody runs it and it could go on: it said so, or its socket is ready
  // for what it waits for, and not because the other side has gone. One that was handed over and
  // not run yet waits as soon as its request is there.

  /// Notes some of those that wait; false if none does.
  bool note_waiting();
  /// Whether one of these still waits and was not run in between.
  bool some_still_wait();

 private:
  friend class WatchedConnection;

  /// What a list needs to know of a connection.
  struct Hook : boost::intrusive::list_base_hook<> {};
  using List = boost::intrusive::list<Hook, boost::intrusive::constant_time_size<true>>;

  /// Some of them behind a lock of their own, or all workers would meet at one. Who looks takes
  /// them from the front and puts them to the back.
  struct Shard {
    std::mutex mutex;
    List connections;
  };

  Shard& shard_of(int descriptor) noexcept {
    return shards_[static_cast<std::size_t>(descriptor) % shards_.size()];
  }

  /// Sees every connection that there is all the while, others first than the last time: those that
  /// `asked_about` chooses are asked of the kernel, and those that wait are given to `found`, until
  /// it says false. Goes round the shards, some connections at a time, so that whoever wants one of
  /// their locks meanwhile gets it.
  template <class AskedAbout, class Found>
  void glance(AskedAbout asked_about, Found found);

  ConnectionFactory& factory_;
  std::vector<OwnCacheLine<Turns>> workers_;  // each written twice an advance(), by its worker
  static constexpr std::size_t shard_count = 16;
  std::array<Shard, shard_count> shards_;
  std::uint64_t look_ = 0;
  std::size_t first_ = 0;  // of the shards at the last glance
};

}  // namespace dispatchbench
