#include "loopback.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>

namespace dispatchbench {
namespace {

void check(bool fine, const char* what) {
  if (!fine) throw std::system_error(errno, std::generic_category(), what);
}

std::size_t body_size(std::string_view head) {
  constexpr std::string_view field = "Content-Length: ";
  const auto at = head.find(field);
  return at == std::string_view::npos ? 0 : std::stoul(std::string(head.substr(at + field.size())));
}

/// A signal may interrupt it (libFuzzer's timer); it goes on then.
bool connected(int socket, const sockaddr* address, socklen_t size) {
  while (::connect(socket, address, size) != 0) {
    if (errno == EISCONN) return true;
    if (errno != EINTR && errno != EALREADY) return false;
  }
  return true;
}

}  // namespace

Loopback connect_loopback() {
  const Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  check(::bind(listener.get(), generic, size) == 0 && ::listen(listener.get(), 1) == 0 &&
            ::getsockname(listener.get(), generic, &size) == 0,
        "listen");
  Loopback pair;
  pair.client.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  check(connected(pair.client.get(), generic, size), "connect");
  pair.server.reset(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  check(static_cast<bool>(pair.server), "accept");
  const timeval patience{60, 0};
  ::setsockopt(pair.client.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(pair.client.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const int on = 1;
  for (const int end : {pair.client.get(), pair.server.get()}) {
    ::setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return pair;
}

void TestClient::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server may close early; the test looks at what it answered
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void TestClient::finish_sending() const {
  ::shutdown(socket_.get(), SHUT_WR);
}

bool TestClient::receive() {
  char buffer[65536];
  const ssize_t size = ::recv(socket_.get(), buffer, sizeof buffer, 0);
  reset_ = reset_ || size < 0;
  if (size > 0) received_.append(buffer, static_cast<std::size_t>(size));
  return size > 0;
}

std::string TestClient::answer() {
  std::size_t head = 0;
  while ((head = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) return std::exchange(received_, {});
  }
  const std::size_t whole = head + 4 + body_size(std::string_view(received_).substr(0, head));
  while (received_.size() < whole && receive()) {
  }
  std::string answer = received_.substr(0, whole);
  received_.erase(0, whole);
  return answer;
}

std::string TestClient::rest() {
  while (receive()) {
  }
  return std::exchange(received_, {}) + (reset_ ? "… reset" : "");
}

}  // namespace dispatchbench
