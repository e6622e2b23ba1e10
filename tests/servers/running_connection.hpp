// An HTTP connection with a service, a worker, a client, and if wanted a thread that runs it.
#pragma once

#include <memory>
#include <optional>
#include <thread>

#include "loopback.hpp"
#include "machine/simple_costs.hpp"
#include "servers/connection_factory.hpp"
#include "servers/http_service.hpp"
#include "strategies/runtime/worker.hpp"
#include "temporary_folder.hpp"

namespace dispatchbench {

/// Nothing runs by itself: the test calls connection->advance(worker).
struct SteppedConnection {
  explicit SteppedConnection(const HttpSettings& settings = {}, bool with_store = false,
                             const SimpleCosts& costs = {});

  /// Waits for what `next` says (not for ever), then advances; until it waits for a request, or
  /// closes.
  Connection::Next advance_until_idle();

  TemporaryFolder folder;
  HttpService service;
  HttpConnectionFactory factory;
  EmulatedMachine machine;
  Worker worker;
  Loopback sockets = connect_loopback();
  TestClient client{std::move(sockets.client)};
  std::unique_ptr<Connection> connection;
};

/// The smallest runner there can be: one thread, one connection, poll(2).
class RunningConnection : public SteppedConnection {
 public:
  explicit RunningConnection(const HttpSettings& settings = {}, bool with_store = false,
                             const SimpleCosts& costs = {});
  ~RunningConnection();

  /// Sends and returns one answer.
  std::string ask(std::string_view bytes) {
    client.send(bytes);
    return client.answer();
  }
  /// Until the connection has closed by itself.
  void join() { thread_.join(); }

 private:
  std::jthread thread_;
};

/// "PUT /key" with a body.
std::string put(const std::string& key, const std::string& body);
std::string get(const std::string& key);

}  // namespace dispatchbench
