// Composing the head of an answer.
#pragma once

#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "servers/http/object_version.hpp"
#include "servers/http/status.hpp"

namespace dispatchbench {

/// Answers gathered during one advance(); on the stack unless a client pipelines a lot.
using AnswerBuffer = fmt::basic_memory_buffer<char, 1024>;

struct Answer {
  enum class Persistence : std::uint8_t {
    unsaid,      ///< stays open: HTTP/1.1's default
    keep_alive,  ///< says so: HTTP/1.0 asked for it
    close        ///< says so
  };

  Status status = Status::ok;
  Persistence persistence = Persistence::unsaid;
  std::uint64_t content_length = 0;           ///< left out where the status allows none
  const ObjectVersion* version = nullptr;     ///< of the object: ETag and Last-Modified
  std::optional<unsigned> worker;             ///< Server-Timing's worker; no such field if missing
  std::optional<std::int64_t> dispatched_ns;  ///< Server-Timing's dispatch, from accept on
};

void append_answer(AnswerBuffer& buffer, const Answer& answer);

/// Tells a client that sent "Expect: 100-continue" to go on.
void append_continue(AnswerBuffer& buffer);

}  // namespace dispatchbench
