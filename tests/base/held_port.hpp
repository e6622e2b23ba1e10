// A port number that stays with a test.
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <sys/socket.h>
#include <system_error>

#include "base/descriptor.hpp"

namespace dispatchbench {

/// A port of 127.0.0.1 that nobody listens on and that the kernel gives nobody else while this
/// lives. Only who shares addresses (SO_REUSEADDR) and knows its number may bind it.
class HeldPort {
 public:
  HeldPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    check(::setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    check(::bind(socket_.get(), any, size));
    check(::getsockname(socket_.get(), any, &size));
    number_ = ntohs(address.sin_port);
  }

  std::uint16_t number() const noexcept { return number_; }

 private:
  static void check(int result) {
    if (result != 0) throw std::system_error(errno, std::generic_category(), "a port of 127.0.0.1");
  }

  Descriptor socket_;
  std::uint16_t number_ = 0;
};

}  // namespace dispatchbench
