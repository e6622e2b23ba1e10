// The other end of a connection, in a test.
#pragma once

#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "strategies/runtime/listener.hpp"

namespace dispatchbench {

/// A blocking TCP client. What fails or takes too long gives an empty string or false.
class Client {
 public:
  /// Not connected yet.
  Client();
  explicit Client(const ListenAddress& address) : Client() { connect(address); }

  bool connect(const ListenAddress& address);

  /// Its own port.
  std::uint16_t port() const { return ListenAddress::of(socket_.get()).port(); }

  bool send(std::string_view text);
  /// The next line, without its end.
  std::string line();
  /// Sends a line and gives the answer.
  std::string ask(const std::string& line);

  /// True once the server has closed or reset the connection and nothing more can be read.
  bool ended();
  /// True if something can be read, or the end was reached, before `milliseconds` are over.
  bool readable_within(int milliseconds) const;

  /// Closes with a reset instead of an orderly end.
  void reset();

 private:
  Descriptor socket_;
  std::string read_;
};

}  // namespace dispatchbench
