#include "servers/body_sink.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>

#include "base/whole.hpp"

namespace dispatchbench {
namespace {

using Outcome = Drained::Outcome;

/// What a recv or splice from the socket that returned `result` means.
Drained received(ssize_t result) {
  if (result > 0) return {Outcome::moved, static_cast<std::size_t>(result)};
  const bool later = result < 0 && (errno == EAGAIN || errno == EINTR);
  return {later ? Outcome::would_block : Outcome::ended};
}

Drained drain_by_discard(int socket, std::size_t most) {
  return received(::recv(socket, nullptr, most, MSG_TRUNC | MSG_DONTWAIT));
}

Drained drain_by_read(int socket, int target, std::size_t most, Worker& worker) {
  const auto scratch = worker.scratch();
  char* const buffer = reinterpret_cast<char*>(scratch.data());
  Drained result = received(::recv(socket, buffer, std::min(most, scratch.size()), MSG_DONTWAIT));
  if (result.outcome == Outcome::moved && write_whole(target, {buffer, result.bytes}) != 0) {
    result.outcome = Outcome::target_failed;
  }
  return result;
}

bool empty_pipe(SplicePipe& pipe, std::size_t bytes, int target) {
  while (bytes > 0) {
    const ssize_t moved = ::splice(pipe.read_end(), nullptr, target, nullptr, bytes, SPLICE_F_MOVE);
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return false;
    bytes -= static_cast<std::size_t>(moved);
  }
  return true;
}

Drained drain_by_splice(int socket, int target, std::size_t most, Worker& worker) {
  SplicePipe& pipe = worker.pipe();
  if (!pipe.open()) return drain_by_read(socket, target, most, worker);
  Drained result = received(::splice(socket, nullptr, pipe.write_end(), nullptr,
                                     std::min({most, pipe.capacity(), worker.scratch().size()}),
                                     SPLICE_F_MOVE | SPLICE_F_NONBLOCK));
  if (result.outcome == Outcome::moved && !empty_pipe(pipe, result.bytes, target)) {
    pipe.discard();
    result.outcome = Outcome::target_failed;
  }
  return result;
}

}  // namespace

std::string_view to_string(CopyMode mode) noexcept {
  switch (mode) {
    case CopyMode::read:
      return "read";
    case CopyMode::splice:
      return "splice";
    case CopyMode::discard:
      return "discard";
  }
  return "unknown";
}

Event byte_event(CopyMode mode) noexcept {
  switch (mode) {
    case CopyMode::read:
      return Event::byte_read;
    case CopyMode::splice:
      return Event::byte_splice;
    case CopyMode::discard:
      return Event::byte_discard;
  }
  return Event::byte_read;
}

Drained drain_socket(CopyMode mode, int socket, int target, std::size_t most,
                     Worker& worker) noexcept {
  switch (mode) {
    case CopyMode::read:
      return drain_by_read(socket, target, most, worker);
    case CopyMode::splice:
      return drain_by_splice(socket, target, most, worker);
    case CopyMode::discard:
      return drain_by_discard(socket, most);
  }
  return {Outcome::ended};
}

}  // namespace dispatchbench
