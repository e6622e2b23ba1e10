#include "strategies/runtime/origin.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace dispatchbench {

Origin origin_of(int socket) noexcept {
  Origin origin;
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0) {
    origin.source_port =
        ntohs(peer.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&peer)->sin6_port
                                         : reinterpret_cast<const sockaddr_in*>(&peer)->sin_port);
  }
  int cpu = 0;
  size = sizeof cpu;
  if (::getsockopt(socket, SOL_SOCKET, SO_INCOMING_CPU, &cpu, &size) == 0 && cpu > 0) {
    origin.cpu = static_cast<std::uint32_t>(cpu);
  }
  return origin;
}

}  // namespace dispatchbench
