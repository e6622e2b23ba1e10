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
  if (!service_.enter()) {
    ::send(socket.descriptor.get(), no_room.data(), no_room.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return nullptr;
  }
  std::unique_ptr<Connection> connection(new (std::nothrow)
                                             HttpConnection(service_, std::move(socket)));
  if (!connection) service_.leave();
  return connection;
}

}  // namespace dispatchbench
