// libevent_server PORT THREADS: what libevent's own HTTP server does with a PUT. An event_base and
// a SO_REUSEPORT socket a thread; a body is read whole into an evbuffer before the answer.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace {

using Base = std::unique_ptr<event_base, decltype(&event_base_free)>;
using Http = std::unique_ptr<evhttp, decltype(&evhttp_free)>;

void answer(evhttp_request* request, void* /*unused*/) {
  const bool put = evhttp_request_get_command(request) == EVHTTP_REQ_PUT;
  evhttp_send_reply(request, put ? HTTP_OK : HTTP_NOTFOUND, nullptr, nullptr);
}

evconnlistener* listen_at(event_base* base, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  constexpr unsigned flags = LEV_OPT_REUSEABLE | LEV_OPT_REUSEABLE_PORT | LEV_OPT_CLOSE_ON_FREE;
  return evconnlistener_new_bind(base, nullptr, nullptr, flags, 1024,
                                 reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

/// Returns only where it cannot listen; a signal ends the process.
void serve(std::uint16_t port) {
  const Base base(event_base_new(), event_base_free);
  const Http http(evhttp_new(base.get()), evhttp_free);
  evconnlistener* const listener = listen_at(base.get(), port);
  if (listener == nullptr || evhttp_bind_listener(http.get(), listener) == nullptr) {
    std::perror("libevent_server");
    std::_Exit(1);
  }
  evhttp_set_timeout(http.get(), 600);
  evhttp_set_gencb(http.get(), answer, nullptr);
  event_base_dispatch(base.get());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: libevent_server PORT THREADS\n", stderr);
    return 2;
  }
  const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  std::vector<std::jthread> threads;
  for (int i = 1; i < std::atoi(argv[2]); ++i) threads.emplace_back(serve, port);
  serve(port);
}
