// What lives only during one advance() of an HTTP connection. For the sources that implement it.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>

#include "base/clock.hpp"
#include "servers/http/answer.hpp"
#include "servers/http_connection.hpp"
#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

struct HttpConnection::AdvanceContext {
  AdvanceContext(Worker& runner, std::uint64_t quantum_bytes)
      : worker(runner), now_ns(monotonic_ns()), quantum(quantum_bytes), bytes_left(quantum_bytes) {}

  Worker& worker;
  const std::int64_t now_ns;
  const std::uint64_t quantum;
  std::uint64_t bytes_left;  // of the quantum
  unsigned requests_left = 64;
  bool received = false;    // a head was asked for; another recv would find nothing
  bool took_all = false;    // nothing is unread: the head was the last that had come, just now
  std::uint64_t moved = 0;  // bytes of a body or an answer
  bool answered = false;
  std::string_view pending;  // received and not yet handled; in the worker's scratch or *input_
  AnswerBuffer answers;      // composed, not yet sent

  bool used_up() const { return bytes_left == 0 || requests_left == 0; }
  std::uint64_t bytes_spent() const { return quantum - bytes_left; }
  void spend(std::uint64_t bytes) {
    bytes_left -= std::min(bytes, bytes_left);
    moved += bytes;
  }
};

/// What errno says of a socket that was asked not to wait.
inline bool try_later() noexcept {
  return errno == EAGAIN || errno == EINTR;
}

}  // namespace dispatchbench
