// Where to connect to: resolved once, so that no request waits for a name server.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <vector>

#include "loadgen/options/url.hpp"

namespace dispatchbench::loadgen {

struct Address {
  sockaddr_storage address{};
  socklen_t length = 0;
  std::string number;  ///< in digits, IPv6 in brackets
};

/// All addresses of a host, in the order in which to try them, until one has answered: from then on
/// that one alone, so that no connection pays for the others. Any thread.
class Endpoint {
 public:
  /// At least one address.
  explicit Endpoint(std::vector<Address> addresses) : addresses_(std::move(addresses)) {}

  const std::vector<Address>& addresses() const noexcept { return addresses_; }

  /// Whether it is known which address to use.
  bool settled() const noexcept { return addresses_.size() == 1 || answered_.load() != nullptr; }

  /// Those to try now, as libcurl wants them: "[::1],127.0.0.1".
  std::string numbers() const;

  /// A connection to `number` (without brackets) was made. The first one decides.
  void answered(std::string_view number) noexcept;

 private:
  const std::vector<Address> addresses_;
  std::atomic<const Address*> answered_{nullptr};
};

/// The addresses of `url`. Throws std::runtime_error, one line that names the host.
Endpoint resolve(const Url& url);

}  // namespace dispatchbench::loadgen
