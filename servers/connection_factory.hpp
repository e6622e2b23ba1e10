// Makes HTTP connections for a strategy.
#pragma once

#include <memory>

#include "servers/http_service.hpp"
#include "strategies/connection.hpp"

namespace dispatchbench {

/// Any thread.
class HttpConnectionFactory final : public ConnectionFactory {
 public:
  explicit HttpConnectionFactory(HttpService& service) : service_(service) {}

  /// Where --max-connections are open already: answers 503, and makes a connection that only ends
  /// in order; or null, where too many of these are open as well, or there is no memory.
  std::unique_ptr<Connection> make(AcceptedSocket socket) noexcept override;

 private:
  HttpService& service_;
};

}  // namespace dispatchbench
