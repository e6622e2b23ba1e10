#include "benchmarks/bare_server.hpp"

#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace {

constexpr std::string_view host = "127.0.0.1:";

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

}  // namespace

int serve_bare(const char* name, int argc, char** argv, void (*loop)(int listener)) {
  const std::string_view where =
      argc == 3 && std::string_view(argv[1]) == "--listen" ? argv[2] : "";
  if (!where.starts_with(host)) {
    std::fprintf(stderr, "%s: expected --listen 127.0.0.1:PORT\n", name);
    return 2;
  }
  const int listener = listen_on(static_cast<std::uint16_t>(std::atoi(argv[2] + host.size())));
  if (listener < 0) {
    std::perror(name);
    return 1;
  }
  std::printf("listening on http://127.0.0.1:%d\n", port_of(listener));
  std::fflush(stdout);
  loop(listener);
  return 1;
}
