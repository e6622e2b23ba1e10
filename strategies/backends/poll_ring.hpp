// An io_uring of one thread, whose requests are polls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <liburing.h>
#include <span>
#include <string>

namespace dispatchbench {

/// What is asked for goes to the kernel with the next look() or wait(), both in one system call.
/// Any thread makes and destroys it, and asks before the first of them; from then on it is for the
/// thread that called it. Both throw std::system_error where the kernel refuses: in another thread,
/// or if a system call was forbidden since why_no_poll_ring() tried it.
class PollRing {
 public:
  static constexpr std::int64_t forever = -1;

  struct News {
    std::uint64_t tag = 0;
    std::int32_t result = 0;  ///< events, POLLIN …; below 0: the poll failed
    bool goes_on = false;     ///< more may come of the same poll
  };

  /// Throws std::system_error, also where why_no_poll_ring() says why.
  PollRing();
  ~PollRing() { ::io_uring_queue_exit(&ring_); }
  PollRing(const PollRing&) = delete;
  PollRing& operator=(const PollRing&) = delete;

  /// There will be news of `tag`, which is not 0, once one of `events` is there, or if it is
  /// already. With `goes_on` (multishot) also each time that one comes anew: edges, not levels.
  /// POLLERR, POLLHUP and POLLRDHUP are news always. Throws std::system_error.
  void poll(int descriptor, unsigned events, bool goes_on, std::uint64_t tag);

  /// Ends a poll; news of it may still come.
  void forget(std::uint64_t tag) noexcept;

  /// The same at once: a poll holds its descriptor open, so that close(2) alone would not end a
  /// connection.
  void release(std::uint64_t tag) noexcept;

  /// Does not block. Costs no system call where nothing was asked for and the kernel has nothing.
  void look();

  /// Blocks until there is news, at most `timeout_ns`; may return early.
  void wait(std::int64_t timeout_ns);

  /// look() would find something, and need not ask the kernel.
  bool has_news() const noexcept { return ::io_uring_cq_ready(&ring_) > 0; }

  /// How many of `news` it filled with what look() or wait() has found.
  std::size_t take(std::span<News> news) noexcept;

 private:
  io_uring_sqe* next_entry() noexcept;
  void belong_to_this_thread();
  bool kernel_has_news() const noexcept;

  io_uring ring_{};
  bool belongs_ = false;
};

/// For people; empty: there is one.
std::string why_no_poll_ring();

}  // namespace dispatchbench
