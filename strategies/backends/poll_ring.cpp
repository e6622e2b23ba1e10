#include "strategies/backends/poll_ring.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

namespace dispatchbench {
namespace {

constexpr unsigned entries = 256;     // asked for before the kernel must be entered
constexpr unsigned most_news = 1024;  // more wait in the kernel

/// One thread submits, and the kernel's part of the work is done when it asks for news, not
/// whenever it happens to be in the kernel.
int open_ring_here(io_uring& ring) noexcept {
  io_uring_params params{};
  params.flags = IORING_SETUP_R_DISABLED | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
                 IORING_SETUP_TASKRUN_FLAG | IORING_SETUP_CQSIZE;
  params.cq_entries = most_news;
  return ::io_uring_queue_init_params(entries, &ring, &params);
}

/// From now on the ring is the calling thread's. The library of 2.3 does not export
/// io_uring_enable_rings(). Like what follows here, below 0: an error.
int enable(const io_uring& ring) noexcept {
  return ::io_uring_register(static_cast<unsigned>(ring.ring_fd), IORING_REGISTER_ENABLE_RINGS,
                             nullptr, 0);
}

/// What the kernel does not do now and will do if it is asked again.
bool passes(int result) noexcept {
  return result == -EINTR || result == -EAGAIN;
}

/// Throws unless the kernel was entered, or a wait ended without news. Whoever went on would wait
/// without ever blocking.
void expect_entered(int result) {
  // EBUSY: there is news, more than it has room to tell.
  if (result >= 0 || passes(result) || result == -ETIME || result == -EBUSY) return;
  throw std::system_error(-result, std::generic_category(), "io_uring_enter");
}

/// A ring that is closed interrupts what the thread that opened it is blocked in. So that is one
/// that has gone by then. Throws std::system_error if there can be none.
int open_ring(io_uring& ring) {
  int error = 0;
  std::thread([&] { error = open_ring_here(ring); }).join();
  return error;
}

/// All three system calls, for a filter may forbid one of them.
int use_ring_here() noexcept {
  io_uring ring{};
  int error = open_ring_here(ring);
  if (error < 0) return error;
  error = enable(ring);
  if (error >= 0) error = ::io_uring_submit_and_get_events(&ring);
  ::io_uring_queue_exit(&ring);
  return error;
}

std::string try_ring() {
  int error = 0;
  std::thread([&] { error = -use_ring_here(); }).join();
  if (error <= 0) return {};
  switch (error) {
    case ENOSYS:
      return "the kernel has no io_uring";
    case EINVAL:
      return "the kernel is older than Linux 6.1";
    case EPERM:
      return "the kernel forbids it (kernel.io_uring_disabled, or a seccomp filter)";
    default:
      return std::string("io_uring: ") + std::strerror(error);
  }
}

}  // namespace

PollRing::PollRing() {
  const int error = open_ring(ring_);
  if (error < 0) throw std::system_error(-error, std::generic_category(), "io_uring_setup");
}

/// Whoever made it may be another.
void PollRing::belong_to_this_thread() {
  if (belongs_) return;
  const int error = enable(ring_);
  if (error < 0) throw std::system_error(-error, std::generic_category(), "io_uring_register");
  belongs_ = true;
}

/// Null if the kernel does not take what was asked for before.
io_uring_sqe* PollRing::next_entry() noexcept {
  io_uring_sqe* entry = ::io_uring_get_sqe(&ring_);
  while (entry == nullptr && belongs_) {
    const int result = ::io_uring_submit(&ring_);
    if (result < 0 && !passes(result)) break;
    entry = ::io_uring_get_sqe(&ring_);
  }
  return entry;
}

void PollRing::poll(int descriptor, unsigned events, bool goes_on, std::uint64_t tag) {
  io_uring_sqe* const entry = next_entry();
  if (entry == nullptr) throw std::system_error(EBUSY, std::generic_category(), "io_uring");
  ::io_uring_prep_poll_add(entry, descriptor, events);
  if (goes_on) entry->len = IORING_POLL_ADD_MULTI;
  ::io_uring_sqe_set_data64(entry, tag);
}

void PollRing::forget(std::uint64_t tag) noexcept {
  io_uring_sqe* const entry = next_entry();
  if (entry == nullptr) return;  // it ends with the ring
  // Not poll_remove, which fails while the kernel has news of that poll in hand.
  ::io_uring_prep_cancel64(entry, tag, 0);
  ::io_uring_sqe_set_data64(entry, 0);
  entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
}

/// The poll itself ends in what the kernel has put off until news is asked for. Another thread
/// than its own gets an error, and the poll ends a little after the ring has.
void PollRing::release(std::uint64_t tag) noexcept {
  forget(tag);
  while (passes(::io_uring_submit_and_get_events(&ring_))) continue;
}

bool PollRing::kernel_has_news() const noexcept {
  return (IO_URING_READ_ONCE(*ring_.sq.kflags) & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) != 0;
}

void PollRing::look() {
  belong_to_this_thread();
  if (::io_uring_sq_ready(&ring_) > 0 || kernel_has_news())
    expect_entered(::io_uring_submit_and_get_events(&ring_));
}

void PollRing::wait(std::int64_t timeout_ns) {
  belong_to_this_thread();
  if (timeout_ns < 0) return expect_entered(::io_uring_submit_and_wait(&ring_, 1));
  constexpr std::int64_t second = 1'000'000'000;
  __kernel_timespec timeout{.tv_sec = timeout_ns / second, .tv_nsec = timeout_ns % second};
  io_uring_cqe* first = nullptr;
  expect_entered(::io_uring_submit_and_wait_timeout(&ring_, &first, 1, &timeout, nullptr));
}

std::size_t PollRing::take(std::span<News> news) noexcept {
  std::size_t count = 0;
  unsigned taken = 0;
  unsigned head = 0;
  io_uring_cqe* entry = nullptr;
  io_uring_for_each_cqe(&ring_, head, entry) {
    if (count == news.size()) break;
    ++taken;
    if (entry->user_data == 0) continue;  // of a poll that had ended before it was forgotten
    news[count++] = {entry->user_data, entry->res, (entry->flags & IORING_CQE_F_MORE) != 0};
  }
  ::io_uring_cq_advance(&ring_, taken);
  return count;
}

std::string why_no_poll_ring() {
  static const std::string reason = try_ring();
  return reason;
}

}  // namespace dispatchbench
