// As epoll_loop, by completion: the kernel accepts, receives into buffers that it chooses, and
// sends, all in the one system call that also waits. What a design without readiness could gain at
// most. A yardstick of speed.py, and no server; see bare_server.hpp for how to run it. It takes for
// granted that a request arrives whole, in one segment, and none behind it, and that an answer
// always fits.
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <liburing.h>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

#include "benchmarks/bare_server.hpp"

namespace {

enum Kind : std::uint64_t { accepted, received, sent };

void tag(io_uring_sqe* entry, Kind kind, int socket) {
  ::io_uring_sqe_set_data64(entry, static_cast<std::uint64_t>(socket) << 2 | kind);
}

class Loop {
 public:
  explicit Loop(int listener) : listener_(listener) {}

  /// 0, or what the kernel says against it.
  int open();
  void run();

 private:
  static constexpr unsigned entries = 1024;
  static constexpr unsigned buffers = 1024;  // a power of two
  static constexpr int group = 0;
  static constexpr unsigned buffer_size = 4096;
  using Buffer = std::array<char, buffer_size>;

  io_uring_sqe* next_entry();
  void accept();
  void receive(int socket);
  void answer(int socket);
  void give_back(unsigned number);
  void heard(const io_uring_cqe& news);
  void heard_of(int socket, const io_uring_cqe& news);

  const int listener_;
  io_uring ring_{};
  io_uring_buf_ring* offered_ = nullptr;
  std::unique_ptr<std::array<Buffer, buffers>> buffers_ =
      std::make_unique<std::array<Buffer, buffers>>();
};

int Loop::open() {
  io_uring_params params{};
  params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
  if (const int error = ::io_uring_queue_init_params(entries, &ring_, &params)) return -error;
  void* memory = nullptr;
  if (::posix_memalign(&memory, 4096, buffers * sizeof(io_uring_buf)) != 0) return ENOMEM;
  offered_ = static_cast<io_uring_buf_ring*>(memory);
  ::io_uring_buf_ring_init(offered_);
  io_uring_buf_reg registration{};
  registration.ring_addr = reinterpret_cast<std::uintptr_t>(memory);
  registration.ring_entries = buffers;
  registration.bgid = group;
  if (const int error = ::io_uring_register_buf_ring(&ring_, &registration, 0)) return -error;
  for (unsigned number = 0; number < buffers; ++number) give_back(number);
  return 0;
}

void Loop::give_back(unsigned number) {
  Buffer& buffer = (*buffers_)[number];
  ::io_uring_buf_ring_add(offered_, buffer.data(), buffer_size, static_cast<unsigned short>(number),
                          ::io_uring_buf_ring_mask(buffers), 0);
  ::io_uring_buf_ring_advance(offered_, 1);
}

io_uring_sqe* Loop::next_entry() {
  io_uring_sqe* entry = ::io_uring_get_sqe(&ring_);
  while (entry == nullptr) {
    ::io_uring_submit(&ring_);
    entry = ::io_uring_get_sqe(&ring_);
  }
  return entry;
}

void Loop::accept() {
  io_uring_sqe* const entry = next_entry();
  ::io_uring_prep_multishot_accept(entry, listener_, nullptr, nullptr, SOCK_CLOEXEC);
  tag(entry, accepted, listener_);
}

void Loop::receive(int socket) {
  io_uring_sqe* const entry = next_entry();
  ::io_uring_prep_recv_multishot(entry, socket, nullptr, 0, 0);
  tag(entry, received, socket);
  entry->flags |= IOSQE_BUFFER_SELECT;
  entry->buf_group = group;
}

void Loop::answer(int socket) {
  io_uring_sqe* const entry = next_entry();
  ::io_uring_prep_send(entry, socket, bare_answer.data(), bare_answer.size(), MSG_NOSIGNAL);
  tag(entry, sent, socket);
  entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
}

void Loop::heard_of(int socket, const io_uring_cqe& news) {
  const bool goes_on = (news.flags & IORING_CQE_F_MORE) != 0;
  if (news.res > 0) {
    give_back(news.flags >> IORING_CQE_BUFFER_SHIFT);
    answer(socket);
  }
  if (goes_on) return;
  if (news.res > 0 || news.res == -ENOBUFS) {
    receive(socket);
  } else {
    ::close(socket);
  }
}

void Loop::heard(const io_uring_cqe& news) {
  switch (static_cast<Kind>(news.user_data & 3)) {
    case accepted:
      if (news.res >= 0) receive(news.res);
      if ((news.flags & IORING_CQE_F_MORE) == 0) accept();
      break;
    case received:
      heard_of(static_cast<int>(news.user_data >> 2), news);
      break;
    case sent:
      break;  // it failed: the peer is gone, and what is received says so
  }
}

void Loop::run() {
  accept();
  while (true) {
    ::io_uring_submit_and_wait(&ring_, 1);
    unsigned head = 0;
    unsigned count = 0;
    io_uring_cqe* news = nullptr;
    io_uring_for_each_cqe(&ring_, head, news) {
      heard(*news);
      ++count;
    }
    ::io_uring_cq_advance(&ring_, count);
  }
}

void loop(int listener) {
  Loop loop(listener);
  if (const int error = loop.open()) {
    std::fprintf(stderr, "io_uring_loop: %s\n", std::strerror(error));
    return;
  }
  loop.run();
}

}  // namespace

int main(int argc, char** argv) {
  return serve_bare("io_uring_loop", argc, argv, loop);
}
