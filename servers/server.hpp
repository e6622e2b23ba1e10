// The server as a whole: what the parts are and how long they live.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "servers/connection_factory.hpp"
#include "servers/http_service.hpp"
#include "servers/options.hpp"
#include "servers/utilization.hpp"
#include "servers/watch/watched_connections.hpp"
#include "strategies/accept/shared_port.hpp"
#include "strategies/runtime/thread_accounting.hpp"
#include "strategies/runtime/worker.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {

/// All calls by one thread, once each, in this order; stop() after every start() that returned.
class Server {
 public:
  /// Throws UsageError if the store's folder cannot be used. `options` lives longer.
  explicit Server(const Options& options);

  /// Connections are accepted on return. Throws UsageError if the address cannot be had, another
  /// exception if threads or descriptors cannot; no thread is left running then.
  void start();
  const ListenAddress& address() const noexcept { return strategy_->address(); }

  /// Finishes what is under way, as long as --drain-timeout allows.
  void stop();

  /// To --report, if asked for. Throws std::system_error.
  void write_report() const;

 private:
  void start_beside();
  std::optional<QueueWatch> queue_watch();

  const Options& options_;
  HttpService service_;
  HttpConnectionFactory connections_;
  std::unique_ptr<WatchedConnections> watched_;  // null: nobody looks whether they wait
  std::unique_ptr<EmulatedMachine> machine_;     // null: real cores
  std::vector<std::unique_ptr<Worker>> workers_;
  ThreadAccounting other_threads_;
  std::unique_ptr<Strategy> strategy_;
  std::optional<SharedPort> shared_port_;
  std::optional<UtilizationSampler> sampler_;
  Timeline timeline_;
  std::int64_t started_ns_ = 0;
  std::int64_t stopped_ns_ = 0;
};

}  // namespace dispatchbench
