// The part of an HTTP connection that sees to it that what was sent arrives before the end.
//
// close(2) while bytes of the client are unread, or come later, answers them with a reset, and what
// the client has not yet received is lost with it. So a connection ends in the order of RFC 9112
// (9.6): everything leaves, sending ends, and what still comes is discarded until the client has
// closed or is known to have all.
#include <algorithm>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "servers/advance_context.hpp"
#include "servers/body_sink.hpp"
#include "servers/http_connection.hpp"

namespace dispatchbench {
namespace {

constexpr std::uint64_t linger_limit = 64U << 20;  // bytes

/// How far the kernel is with what it was given to send.
struct Delivery {
  bool gone = false;         // the client has reset it
  int unsent = 0;            // bytes
  bool acknowledged = true;  // all that was sent
};

Delivery delivery_of(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};  // no TCP: a test
  Delivery delivery{info.tcpi_state == TCP_CLOSE, 0, info.tcpi_unacked == 0};
  ::ioctl(socket, SIOCOUTQNSD, &delivery.unsent);
  return delivery;
}

/// The socket is writable once fewer bytes than this are unsent; 0: as the system has it.
void call_writable_below(int socket, int unsent) {
  ::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

bool has_unread_bytes(int socket) {
  int bytes = 0;
  return ::ioctl(socket, FIONREAD, &bytes) == 0 && bytes > 0;
}

}  // namespace

/// Until the last byte is on its way. A byte that left the kernel puts the deadline off like one
/// that entered it.
HttpConnection::Step HttpConnection::wait_until_sent(AdvanceContext& context) {
  if (Step blocked = flush(context)) return blocked;
  const Delivery delivery = delivery_of(socket_.get());
  if (delivery.gone) return Next::close;
  if (unsent_bytes_ > delivery.unsent)
    context.moved += static_cast<std::uint64_t>(unsent_bytes_ - delivery.unsent);
  const bool waited = unsent_bytes_ > 0;
  unsent_bytes_ = delivery.unsent;
  if (unsent_bytes_ == 0) {
    if (waited) call_writable_below(socket_.get(), 0);
    return std::nullopt;
  }
  // The kernel tells of it when half of that has left.
  call_writable_below(socket_.get(), std::max(unsent_bytes_, 2));
  return Next::wait_write;
}

/// A big object: the next request, or what only looks like one, must not end the connection while
/// it is under way.
HttpConnection::Step HttpConnection::deliver(AdvanceContext& context) {
  if (Step blocked = wait_until_sent(context)) return blocked;
  state_ = after_answer();
  return std::nullopt;
}

/// What is small leaves at once, in the first window, and waiting for its acknowledgement, which
/// the client may delay, would cost every connection that serves one request a round more.
HttpConnection::Step HttpConnection::close_in_order(AdvanceContext& context) {
  if (Step blocked = big_object_ ? wait_until_sent(context) : flush(context)) return blocked;
  const bool expected = !lingers_ && context.pending.empty() &&
                        (context.took_all || !has_unread_bytes(socket_.get()));
  if (expected && (!big_object_ || delivery_of(socket_.get()).acknowledged)) return Next::close;
  context.pending = {};
  end_sending();
  return std::nullopt;
}

/// From here on nothing is said, and what comes is discarded.
void HttpConnection::end_sending() noexcept {
  ::shutdown(socket_.get(), SHUT_WR);
  body_left_ = linger_limit;
  state_ = State::lingering;
}

HttpConnection::Step HttpConnection::linger(AdvanceContext& context) {
  while (body_left_ > 0) {
    if (context.bytes_left == 0) return Next::again;
    const Drained drained = drain_socket(CopyMode::discard, socket_.get(), -1,
                                         std::min(body_left_, context.bytes_left), context.worker);
    if (drained.outcome == Drained::Outcome::would_block) return Next::wait_read;
    if (drained.outcome != Drained::Outcome::moved) break;
    body_left_ -= drained.bytes;
    context.spend(drained.bytes);
  }
  return Next::close;
}

}  // namespace dispatchbench
