// The least a server can do with a PUT: find the end of the head, discard the body, answer. A
// thread per connection, no parsing, no bookkeeping. What it reaches is what this machine and this
// load allow.
//
//   ceiling_server --listen 127.0.0.1:PORT    0 picks a free port
//
// Prints "listening on http://127.0.0.1:PORT"; SIGTERM ends it.
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <pthread.h>
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

/// The port in "127.0.0.1:PORT".
std::optional<std::uint16_t> port_in(std::string_view listen) {
  constexpr std::string_view host = "127.0.0.1:";
  if (!listen.starts_with(host) || listen.size() == host.size()) return std::nullopt;
  char* end = nullptr;
  const unsigned long port = std::strtoul(listen.data() + host.size(), &end, 10);
  if (*end != '\0' || port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

/// A socket that listens on `port`, which becomes the one it got if it is 0; -1, and errno, if
/// there can be none.
int listen_on(std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener, backlog) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return -1;
  }
  port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

int main(int argc, char** argv) {
  auto port = argc == 3 && std::strcmp(argv[1], "--listen") == 0 ? port_in(argv[2]) : std::nullopt;
  if (!port) {
    std::fputs("ceiling_server: expected --listen 127.0.0.1:PORT\n", stderr);
    return 2;
  }
  const int listener = listen_on(*port);
  if (listener < 0) {
    std::perror("ceiling_server: cannot listen");
    return 1;
  }
  std::printf("listening on http://127.0.0.1:%d\n", *port);
  std::fflush(stdout);
  while (true) {
    const int socket = ::accept(listener, nullptr, nullptr);
    if (socket >= 0) std::thread(serve, socket).detach();
  }
}
