// The least that an event loop can do with a small request: epoll_wait, recv, send on one thread.
// No parser, no limits, no bookkeeping, no timeouts. A yardstick of speed.py, and no server; see
// bare_server.hpp for how to run it. It takes for granted that a request arrives whole, in one
// segment, and none behind it.
#include <array>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "benchmarks/bare_server.hpp"

namespace {

void watch(int poll, int socket) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
  ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

/// Takes one request and answers it; closes the socket once its peer is gone.
void serve(int socket, std::array<char, 4096>& buffer) {
  const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (got <= 0 || ::send(socket, bare_answer.data(), bare_answer.size(), MSG_NOSIGNAL) < 0) {
    ::close(socket);
  }
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
  return serve_bare("epoll_loop", argc, argv, loop);
}
