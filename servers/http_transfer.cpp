// The part of an HTTP connection that moves bytes: bodies in, objects and answers out.
#include <algorithm>
#include <string_view>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "base/whole.hpp"
#include "servers/advance_context.hpp"
#include "servers/body_sink.hpp"
#include "servers/http_connection.hpp"

namespace dispatchbench {
namespace {

constexpr std::uint64_t object_piece = 256U << 10;  // paid for at a time on an emulated core

// Waking up for less costs more than waiting does: of 128 KiB to 1 MiB about the best in
// benchmarks/speed.py sink.
constexpr std::uint64_t worth_waking = 256U << 10;
constexpr std::uint64_t came_fast = 64U << 10;  // in one turn: more than a wide-area network brings

}  // namespace

HttpConnection::Step HttpConnection::receive_body(AdvanceContext& context) {
  const int target = upload_ ? upload_->target() : service_.null_device();
  if (!context.pending.empty() && !write_pending(context, target)) {
    end_upload(context, Status::insufficient_storage);
    return std::nullopt;
  }
  while (body_left_ > 0) {
    // What was composed before, a 100 above all, must not wait for the body.
    if (Step blocked = flush(context)) return blocked;
    if (context.bytes_left == 0) return Next::again;
    context.took_all = false;
    const Drained drained = drain_socket(service_.settings().copy, socket_.get(), target,
                                         std::min(body_left_, context.bytes_left), context.worker);
    take_body(context, drained.bytes);
    if (drained.outcome == Drained::Outcome::would_block) return await_body(context);
    if (drained.outcome == Drained::Outcome::ended) return Next::close;
    if (drained.outcome == Drained::Outcome::target_failed) {
      end_upload(context, Status::insufficient_storage);
      return std::nullopt;
    }
  }
  end_upload(context, upload_ ? upload_->commit() : Status::ok);
  return std::nullopt;
}

/// One that has come fast is left to gather, to its end; one that was slow from the start never,
/// for its deadline wants to see every byte.
Connection::Next HttpConnection::await_body(AdvanceContext& context) {
  const bool fast = wakes_at_ > 1 || context.bytes_spent() >= came_fast;
  if (fast) wake_at(std::min(worth_waking, body_left_));  // more than is left would never come
  return Next::wait_read;
}

/// How many bytes make the socket readable, at the least; the end of the stream always does.
void HttpConnection::wake_at(std::uint64_t bytes) {
  const int mark = static_cast<int>(bytes);
  if (mark == wakes_at_) return;
  if (::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark) == 0)
    wakes_at_ = mark;
}

/// The part of the body that came with the head.
bool HttpConnection::write_pending(AdvanceContext& context, int target) {
  const std::string_view bytes =
      context.pending.substr(0, std::min(context.pending.size(), body_left_));
  const bool written =
      service_.settings().copy == CopyMode::discard || write_whole(target, bytes) == 0;
  context.pending.remove_prefix(bytes.size());
  take_body(context, bytes.size());
  return written;
}

void HttpConnection::end_upload(AdvanceContext& context, Status status) {
  wake_at(1);
  upload_.reset();
  const bool strict = service_.settings().rest == Rest::strict;
  respond(context, status == Status::created && !strict ? Status::ok : status);
}

HttpConnection::Step HttpConnection::send_object(AdvanceContext& context) {
  if (Step blocked = flush(context, MSG_MORE)) return blocked;
  CoreAccount& core = context.worker.core();
  while (object_left_ > 0) {
    if (context.bytes_left == 0) return Next::again;
    std::uint64_t most = std::min(object_left_, context.bytes_left);
    if (core.enabled()) {
      if (paid_ahead_ == 0) {
        paid_ahead_ = std::min(object_left_, object_piece);
        charge_bytes(core, Event::byte_read, paid_ahead_);
        core.settle();
      }
      most = std::min(most, paid_ahead_);
    }
    const ssize_t sent = ::sendfile(socket_.get(), object_.get(), nullptr, most);
    if (sent < 0 && try_later()) return Next::wait_write;
    if (sent <= 0)
      return Next::close;  // the file has shrunk or cannot be read, or the peer is gone
    const auto bytes = static_cast<std::uint64_t>(sent);
    object_left_ -= bytes;
    paid_ahead_ -= std::min(paid_ahead_, bytes);
    context.worker.bytes.add(bytes);
    context.spend(bytes);
  }
  object_.reset();
  state_ = big_object_ ? State::delivering : after_answer();
  return std::nullopt;
}

HttpConnection::Step HttpConnection::skip_body(AdvanceContext& context) {
  const std::size_t there = std::min<std::size_t>(context.pending.size(), body_left_);
  context.pending.remove_prefix(there);
  take_body(context, there);
  while (body_left_ > 0) {
    if (Step blocked = flush(context)) return blocked;
    if (context.bytes_left == 0) return Next::again;
    const Drained drained = drain_socket(CopyMode::discard, socket_.get(), -1,
                                         std::min(body_left_, context.bytes_left), context.worker);
    take_body(context, drained.bytes);
    if (drained.outcome == Drained::Outcome::would_block) return Next::wait_read;
    if (drained.outcome != Drained::Outcome::moved) return Next::close;
  }
  state_ = State::head;
  return std::nullopt;
}

Event HttpConnection::byte_event() const noexcept {
  const CopyMode copy = state_ == State::skipping ? CopyMode::discard : service_.settings().copy;
  return dispatchbench::byte_event(copy);
}

void HttpConnection::charge_bytes(CoreAccount& core, Event event, std::uint64_t bytes) noexcept {
  core.charge_bytes(event, bytes);
  core.charge_bytes(Event::early_byte, early_.take(bytes));
}

void HttpConnection::take_body(AdvanceContext& context, std::size_t bytes) {
  body_left_ -= bytes;
  context.worker.bytes.add(bytes);
  charge_bytes(context.worker.core(), byte_event(), bytes);
  context.spend(bytes);
}

/// Sends what was composed; whatever is charged is paid first.
HttpConnection::Step HttpConnection::flush(AdvanceContext& context, int flags) {
  if (context.answers.size() == 0) return std::nullopt;
  context.worker.core().settle();
  const std::size_t size = context.answers.size();
  const ssize_t result =
      ::send(socket_.get(), context.answers.data(), size, MSG_NOSIGNAL | MSG_DONTWAIT | flags);
  if (result < 0 && !try_later()) return Next::close;
  const auto sent = static_cast<std::size_t>(std::max<ssize_t>(result, 0));
  context.moved += sent;
  if (sent < size) {
    unsent_ = std::make_unique<std::string>(context.answers.data() + sent, size - sent);
  }
  context.answers.clear();
  return unsent_ ? Step(Next::wait_write) : std::nullopt;
}

HttpConnection::Step HttpConnection::flush_unsent(AdvanceContext& context) {
  if (!unsent_) return std::nullopt;
  const ssize_t result =
      ::send(socket_.get(), unsent_->data(), unsent_->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (result < 0) return try_later() ? Next::wait_write : Next::close;
  context.moved += static_cast<std::uint64_t>(result);
  unsent_->erase(0, static_cast<std::size_t>(result));
  if (!unsent_->empty()) return Next::wait_write;
  unsent_.reset();
  return std::nullopt;
}

}  // namespace dispatchbench
