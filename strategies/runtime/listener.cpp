#include "strategies/runtime/listener.hpp"

#include <algorithm>
#include <cerrno>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "base/clock.hpp"
#include "base/command_line.hpp"

namespace dispatchbench {
namespace {

using Endpoint = boost::asio::ip::tcp::endpoint;

Endpoint endpoint_of(const sockaddr_storage& storage) {
  Endpoint endpoint;
  const socklen_t size = storage.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  endpoint.resize(size);
  std::copy_n(reinterpret_cast<const char*>(&storage), size,
              reinterpret_cast<char*>(endpoint.data()));
  return endpoint;
}

void enable(int socket, int level, int option) {
  const int on = 1;
  if (::setsockopt(socket, level, option, &on, sizeof on) != 0) {
    throw std::system_error(errno, std::generic_category(), "setsockopt");
  }
}

[[noreturn]] void refuse_address(const ListenAddress& address) {
  const int error = errno;  // before to_string() can change it
  throw std::system_error(error, std::generic_category(),
                          "cannot listen on " + address.to_string());
}

}  // namespace

ListenAddress ListenAddress::parse(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) {
    refuse_option("listen", text, "ADDR:PORT, such as 127.0.0.1:8080 or [::1]:8080");
  }
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    refuse_option("listen", text, "an IPv6 address in brackets, such as [::1]:8080");
  }
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  if (error) refuse_option("listen", text, "a numeric address and a port, such as 127.0.0.1:8080");
  const auto port = count_option("listen port", text.substr(colon + 1), 0, 65535);
  const Endpoint endpoint(address, static_cast<std::uint16_t>(port));
  ListenAddress parsed;
  std::copy_n(reinterpret_cast<const char*>(endpoint.data()), endpoint.size(),
              reinterpret_cast<char*>(&parsed.storage_));
  return parsed;
}

ListenAddress ListenAddress::of(int socket) {
  ListenAddress bound;
  socklen_t size = sizeof bound.storage_;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&bound.storage_), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "getsockname");
  }
  return bound;
}

std::string ListenAddress::to_string() const {
  const Endpoint endpoint = endpoint_of(storage_);
  const std::string host = endpoint.address().to_string();
  const std::string bracketed = endpoint.address().is_v6() ? "[" + host + "]" : host;
  return bracketed + ":" + std::to_string(endpoint.port());
}

std::uint16_t ListenAddress::port() const noexcept {
  return endpoint_of(storage_).port();
}

bool ListenAddress::loopback() const noexcept {
  return endpoint_of(storage_).address().is_loopback();
}

socklen_t ListenAddress::size() const noexcept {
  return family() == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

Listener::Listener(const ListenAddress& address, const Options& options)
    : socket_(::socket(address.family(),
                       SOCK_STREAM | SOCK_CLOEXEC | (options.blocking ? 0 : SOCK_NONBLOCK), 0)) {
  if (!socket_) throw std::system_error(errno, std::generic_category(), "socket");
  enable(socket_.get(), SOL_SOCKET, SO_REUSEADDR);
  if (options.reuse_port) enable(socket_.get(), SOL_SOCKET, SO_REUSEPORT);
  enable(socket_.get(), IPPROTO_TCP, TCP_NODELAY);  // accepted sockets inherit it
  if (::bind(socket_.get(), address.data(), address.size()) != 0) refuse_address(address);
  if (options.prepare) options.prepare(socket_.get());
  if (::listen(socket_.get(), options.backlog) != 0) refuse_address(address);
  address_ = ListenAddress::of(socket_.get());
}

void Listener::refuse() noexcept {
  ::shutdown(socket_.get(), SHUT_RD);
}

Listener::Outcome Listener::accept(AcceptedSocket& socket) noexcept {
  while (true) {
    const int fd = ::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      socket.descriptor.reset(fd);
      socket.accepted_ns = monotonic_ns();
      return Outcome::accepted;
    }
    switch (errno) {
      case EAGAIN:
        return Outcome::none_left;
      case EBADF:
      case EINVAL:  // no longer listening
        return Outcome::refused;
      case EINTR:
      case ECONNABORTED:  // that connection is gone, as with the others, which accept(2) lists
      case EPROTO:
      case ENOPROTOOPT:
      case ENETDOWN:
      case ENETUNREACH:
      case ENONET:
      case EHOSTDOWN:
      case EHOSTUNREACH:
      case EOPNOTSUPP:
        break;
      default:  // EMFILE, ENFILE, ENOBUFS, ENOMEM; to whatever else there is, patience is safe too
        return Outcome::exhausted;
    }
  }
}

}  // namespace dispatchbench
