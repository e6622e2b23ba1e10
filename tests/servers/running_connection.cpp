#include "running_connection.hpp"

#include <poll.h>
#include <stop_token>
#include <sys/socket.h>

#include <fmt/format.h>

#include "base/clock.hpp"

namespace dispatchbench {
namespace {

using Next = Connection::Next;

bool ready(int descriptor, Next next, int milliseconds) {
  if (next == Next::again) return true;
  const short events = next == Next::wait_read ? POLLIN : POLLOUT;
  pollfd waited{descriptor, events, 0};
  return ::poll(&waited, 1, milliseconds) > 0;
}

}  // namespace

SteppedConnection::SteppedConnection(const HttpSettings& settings, bool with_store,
                                     const SimpleCosts& costs)
    : service(settings, with_store ? std::optional(folder.path()) : std::nullopt),
      factory(service),
      machine({.costs = costs.costs(), .work = costs.work}),
      worker(7, {.buffer_size = std::size_t{256} * 1024, .machine = &machine, .pinned_cpu = {}}),
      connection(factory.make({std::move(sockets.server), monotonic_ns()})) {}

Connection::Next SteppedConnection::advance_until_idle() {
  Next next = connection->advance(worker);
  while (next != Next::close) {
    if (next == Next::wait_read && connection->deadline().idle) break;
    if (!ready(connection->descriptor(), next, 20'000)) break;
    next = connection->advance(worker);
  }
  return next;
}

RunningConnection::RunningConnection(const HttpSettings& settings, bool with_store,
                                     const SimpleCosts& costs)
    : SteppedConnection(settings, with_store, costs), thread_([this](const std::stop_token& token) {
        worker.attach();
        Next next = Next::wait_read;
        while (next != Next::close && !token.stop_requested()) {
          if (ready(connection->descriptor(), next, 20)) next = connection->advance(worker);
        }
        connection.reset();
        worker.detach();
      }) {}

RunningConnection::~RunningConnection() {
  client.close();
}

std::string put(const std::string& key, const std::string& body) {
  return fmt::format("PUT /{} HTTP/1.1\r\nHost: test\r\nContent-Length: {}\r\n\r\n{}", key,
                     body.size(), body);
}

std::string get(const std::string& key) {
  return fmt::format("GET /{} HTTP/1.1\r\nHost: test\r\n\r\n", key);
}

}  // namespace dispatchbench
