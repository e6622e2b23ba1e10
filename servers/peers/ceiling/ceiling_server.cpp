// The least a server can do with a PUT: find the end of the head, discard the body, answer. A
// thread per connection, no parsing, no bookkeeping. What it reaches is what this machine and this
// load allow.
//
//   ceiling_server --listen ADDRESS:PORT    port 0 picks a free one
//
// Prints "listening on http://ADDRESS:PORT"; SIGTERM ends it.
#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <pthread.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view length_field = "Content-Length: ";
constexpr std::size_t most_at_once = 1 << 30;
constexpr int backlog = 1024;  // as dispatch_server's

/// Discards `left` bytes. False if the peer is gone.
bool discard(int socket, std::size_t left) {
  while (left > 0) {
    const ssize_t got =
        ::recv(socket, nullptr, left < most_at_once ? left : most_at_once, MSG_TRUNC);
    if (got <= 0) return false;
    left -= static_cast<std::size_t>(got);
  }
  return true;
}

void serve(int socket) {
  ::pthread_setname_np(::pthread_self(), "worker");
  char buffer[4096];
  std::size_t filled = 0;
  while (true) {
    const ssize_t got = ::recv(socket, buffer + filled, sizeof buffer - filled, 0);
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
    const std::string_view text(buffer, filled);
    const auto end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) continue;
    const auto field = text.find(length_field);
    const std::size_t body =
        field < end ? std::strtoul(buffer + field + length_field.size(), nullptr, 10) : 0;
    const std::size_t here = filled - (end + 4);
    if (here < body && !discard(socket, body - here)) break;
    if (::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
    filled = 0;
  }
  ::close(socket);
}

/// Of "ADDRESS:PORT", version 4.
std::optional<sockaddr_in> address_in(std::string_view listen) {
  const auto colon = listen.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == listen.size()) return std::nullopt;
  char* end = nullptr;
  const unsigned long port = std::strtoul(listen.data() + colon + 1, &end, 10);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const std::string host(listen.substr(0, colon));
  if (*end != '\0' || port > 65535) return std::nullopt;
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return std::nullopt;
  return address;
}

/// A socket that listens on `address`, whose port becomes the one it got if it is 0; -1, and
/// errno, if there can be none.
int listen_on(sockaddr_in& address) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener, backlog) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return -1;
  }
  return listener;
}

}  // namespace

int main(int argc, char** argv) {
  auto address =
      argc == 3 && std::strcmp(argv[1], "--listen") == 0 ? address_in(argv[2]) : std::nullopt;
  if (!address) {
    std::fputs("ceiling_server: expected --listen ADDRESS:PORT, such as 127.0.0.1:0\n", stderr);
    return 2;
  }
  const int listener = listen_on(*address);
  if (listener < 0) {
    std::perror("ceiling_server: cannot listen");
    return 1;
  }
  char host[INET_ADDRSTRLEN] = "";
  ::inet_ntop(AF_INET, &address->sin_addr, host, sizeof host);
  std::printf("listening on http://%s:%d\n", host, ntohs(address->sin_port));
  std::fflush(stdout);
  while (true) {
    const int socket = ::accept(listener, nullptr, nullptr);
    if (socket >= 0) std::thread(serve, socket).detach();
  }
}
