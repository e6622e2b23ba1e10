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

  /// Where --max-connections are open already: answers 503, as far as that goes without waiting,
  /// and returns null.
  std::unique_ptr<Connection> make(AcceptedSocket socket) noexcept override;

 private:
  HttpService& service_;
};

}  // namespace dispatchbench
