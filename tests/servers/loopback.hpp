// Two ends of a real TCP connection: what is tested (MSG_TRUNC, splice, resets) is TCP's.
#pragma once

#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace dispatchbench {

struct Loopback {
  Descriptor client;  ///< blocking, for at most a minute
  Descriptor server;  ///< non-blocking
};

/// Throws std::system_error.
Loopback connect_loopback();

/// The client's end of a connection. Everything ends after a minute at the latest.
class TestClient {
 public:
  explicit TestClient(Descriptor socket) : socket_(std::move(socket)) {}

  int descriptor() const { return socket_.get(); }
  void send(std::string_view bytes) const;
  void finish_sending() const;
  void close() { socket_.reset(); }

  /// One answer: its head, and its body if it has a Content-Length. What came before the end of
  /// the stream, if that comes first.
  std::string answer();
  /// Up to the end of the stream, or "… reset".
  std::string rest();

 private:
  bool receive();

  Descriptor socket_;
  std::string received_;
  bool reset_ = false;
};

}  // namespace dispatchbench
