// What to arm a connection for where events are one-shot.
#pragma once

#include <cstdint>
#include <sys/epoll.h>

#include "strategies/connection.hpp"

namespace dispatchbench {

/// `again` is armed for input and output. Output is ready at once unless the peer reads nothing,
/// and then going on makes sense only when there is room or input again; and the kernel puts what
/// becomes ready behind what is ready already. Not for `close`.
constexpr std::uint32_t one_shot(Connection::Next next) noexcept {
  switch (next) {
    case Connection::Next::wait_read:
      return EPOLLIN | EPOLLONESHOT;
    case Connection::Next::wait_write:
      return EPOLLOUT | EPOLLONESHOT;
    default:
      return EPOLLIN | EPOLLOUT | EPOLLONESHOT;
  }
}

}  // namespace dispatchbench
