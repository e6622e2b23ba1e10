#include "servers/connection_factory.hpp"

#include <new>
#include <string_view>
#include <sys/socket.h>
#include <utility>

#include "servers/http_connection.hpp"

namespace dispatchbench {
namespace {

constexpr std::string_view no_room =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

std::unique_ptr<Connection> HttpConnectionFactory::make(AcceptedSocket socket) noexcept {
  const HttpService::Place place = service_.enter();
  if (place != HttpService::Place::served) {
    ::send(socket.descriptor.get(), no_room.data(), no_room.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (place == HttpService::Place::none) return nullptr;
  }
  std::unique_ptr<Connection> connection(new (std::nothrow)
                                             HttpConnection(service_, std::move(socket), place));
  if (!connection) service_.leave(place);
  return connection;
}

}  // namespace dispatchbench
