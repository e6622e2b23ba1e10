// Wakes a thread that waits for events.
#pragma once

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>

#include "base/descriptor.hpp"

namespace dispatchbench {

/// Something that a thread may be asleep in. wake() may be called by any thread at any time; it
/// ends the current wait, or the next one if none is under way.
class Waker {
 public:
  virtual ~Waker() = default;
  virtual void wake() noexcept = 0;
};

/// An eventfd: readable from signal() to clear(). Both from any thread.
class EventFd {
 public:
  /// Throws std::system_error.
  EventFd() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!event_) throw std::system_error(errno, std::generic_category(), "eventfd");
  }

  void signal() noexcept { [[maybe_unused]] const int error = ::eventfd_write(event_.get(), 1); }

  void clear() noexcept {
    eventfd_t rings = 0;
    [[maybe_unused]] const int error = ::eventfd_read(event_.get(), &rings);
  }

  int descriptor() const noexcept { return event_.get(); }

 private:
  Descriptor event_;
};

}  // namespace dispatchbench
