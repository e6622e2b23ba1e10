// The least that an event loop can do with a small request: epoll_wait, recv, send on one thread.
// No parser, no limits, no bookkeeping, no timeouts. A yardstick of speed.py, and no server.
//
//   epoll_loop --listen 127.0.0.1:PORT    0 picks a free port
//
// Prints "listening on http://127.0.0.1:PORT"; SIGTERM ends it. It takes for granted that a request
// arrives whole, in one segment, and none behind it.
#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::string_view host = "127.0.0.1:";
constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// Listens on `port` of the loopback interface; -1, and errno, if it cannot.
int listen_on(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return -1;
  return ::listen(listener, 1024) == 0 ? listener : -1;
}

std::uint16_t port_of(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

void watch(int poll, int socket) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
  ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

/// Takes one request and answers it; closes the socket once its peer is gone.
void serve(int socket, std::array<char, 4096>& buffer) {
  const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (got <= 0 || ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) ::close(socket);
}

void loop(int listener) {
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  watch(poll, listener);
  std::array<epoll_event, 64> events{};
  std::array<char, 4096> buffer{};
  while (true) {
    const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (socket != listener) {
        serve(socket, buffer);
      } else if (const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
                 client >= 0) {
        watch(poll, client);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view where =
      argc == 3 && std::string_view(argv[1]) == "--listen" ? argv[2] : "";
  if (!where.starts_with(host)) {
    std::fputs("epoll_loop: expected --listen 127.0.0.1:PORT\n", stderr);
    return 2;
  }
  const int listener = listen_on(static_cast<std::uint16_t>(std::atoi(argv[2] + host.size())));
  if (listener < 0) {
    std::perror("epoll_loop: cannot listen");
    return 1;
  }
  std::printf("listening on http://127.0.0.1:%d\n", port_of(listener));
  std::fflush(stdout);
  loop(listener);
}
