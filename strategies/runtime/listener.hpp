// A listening TCP socket.
#pragma once

#include <cstdint>
#include <functional>
#include <netinet/in.h>
#include <string>

#include "base/descriptor.hpp"
#include "strategies/connection.hpp"

namespace dispatchbench {

/// An IPv4 or IPv6 address and port.
class ListenAddress {
 public:
  /// "127.0.0.1:8080" or "[::1]:8080"; port 0 means any free one. Throws UsageError.
  static ListenAddress parse(const std::string& text);
  /// What `socket` is bound to. Throws std::system_error.
  static ListenAddress of(int socket);

  std::string to_string() const;
  std::uint16_t port() const noexcept;
  bool loopback() const noexcept;

  const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t size() const noexcept;
  int family() const noexcept { return storage_.ss_family; }

 private:
  sockaddr_storage storage_{};
};

/// Owns a listening socket. Several threads may accept from it.
class Listener {
 public:
  struct Options {
    int backlog = 1024;
    bool reuse_port = false;  ///< others of this program's may listen on the same port
    bool blocking = false;    ///< accept() waits
    /// Called with the socket once it is bound, before it listens; such as to attach a program
    /// (SO_ATTACH_REUSEPORT_CBPF). What it throws, the constructor throws.
    std::function<void(int socket)> prepare = {};
  };

  /// Bound and listening on return. Throws std::system_error that names the address.
  Listener(const ListenAddress& address, const Options& options);

  int descriptor() const noexcept { return socket_.get(); }
  /// With the real port, where 0 was asked for.
  const ListenAddress& address() const noexcept { return address_; }

  enum class Outcome {
    accepted,   ///< `socket` holds a connection
    none_left,  ///< nothing waits; never if it is blocking
    exhausted,  ///< no descriptors or memory: leave the listener alone for back_off_ns
    refused     ///< refuse() was called: wait for it no more, for it is ready for ever
  };

  /// accept4(2). Waits only if it is blocking; refuse() ends that. Connections that died while they
  /// waited are skipped. Accepted sockets are non-blocking and have TCP_NODELAY.
  Outcome accept(AcceptedSocket& socket) noexcept;

  /// From now on accepts nothing; what waits in the backlog is reset. Any thread, also while
  /// another is in accept().
  void refuse() noexcept;

  static constexpr std::int64_t back_off_ns = 100'000'000;

 private:
  Descriptor socket_;
  ListenAddress address_;
};

}  // namespace dispatchbench
