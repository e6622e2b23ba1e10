// An epoll instance. Any thread.
#pragma once

#include <cerrno>
#include <cstdint>
#include <limits>
#include <span>
#include <sys/epoll.h>
#include <system_error>

#include "base/descriptor.hpp"
#include "machine/core_account.hpp"

#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define DISPATCHBENCH_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#endif

namespace dispatchbench {

class EpollSet {
 public:
  static constexpr std::int64_t forever = -1;

  /// Throws std::system_error.
  EpollSet() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!epoll_) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  }

  int descriptor() const noexcept { return epoll_.get(); }

  /// False if the kernel refuses (errno says why).
  bool add(int descriptor, std::uint32_t events, void* tag) noexcept {
    return control(EPOLL_CTL_ADD, descriptor, events, tag);
  }
  bool modify(int descriptor, std::uint32_t events, void* tag) noexcept {
    charge_thread(Event::re_arm);
    return control(EPOLL_CTL_MOD, descriptor, events, tag);
  }
  void remove(int descriptor) noexcept { control(EPOLL_CTL_DEL, descriptor, 0, nullptr); }

  /// How many of `events` were filled; 0 if none came in time. Rounds up to milliseconds.
  std::size_t wait(std::span<epoll_event> events, std::int64_t timeout_ns) noexcept {
    const auto timeout_ms = timeout_ns < 0 ? -1 : (timeout_ns + 999'999) / 1'000'000;
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                   static_cast<int>(timeout_ms));
#ifdef DISPATCHBENCH_THREAD_SANITIZER
    __tsan_acquire(this);
#endif
    return count > 0 ? static_cast<std::size_t>(count) : 0;  // EINTR is as good as nothing
  }

 private:
  bool control(int operation, int descriptor, std::uint32_t events, void* tag) noexcept {
    epoll_event event{};
    event.events = events;
    event.data.ptr = tag;
#ifdef DISPATCHBENCH_THREAD_SANITIZER
    // Whoever is handed a descriptor comes after whoever armed it: the kernel's lock orders them.
    // The sanitizer knows that of EPOLL_CTL_ADD alone, so it is told, and does not see the call.
    __tsan_release(this);
    return ::syscall(SYS_epoll_ctl, epoll_.get(), operation, descriptor, &event) == 0;
#else
    return ::epoll_ctl(epoll_.get(), operation, descriptor, &event) == 0;
#endif
  }

  Descriptor epoll_;
};

}  // namespace dispatchbench
