// What a request means: the article's table of methods, cases and statuses.
#pragma once

#include <cstdint>

#include "servers/object_key.hpp"
#include "servers/request_head.hpp"
#include "servers/status.hpp"

namespace dispatchbench {

/// What to do about a request, before the store was asked.
struct Decision {
  enum class Action : std::uint8_t { answer, send_object, receive_object, remove_object };

  Action action = Action::answer;
  Status status = Status::not_found;  ///< of Action::answer
  ObjectKey key;                      ///< of the others
};

/// Status::bad_request means that the request line itself is not HTTP: whoever sent it cannot be
/// trusted with another one. GET and DELETE of a name that cannot be an object's: 404. PUT to one:
/// 500, the table's "cannot be opened for writing". A PUT is turned down by its path first, then by
/// its length (missing, chunked or 0: 304; above `max_body`: 413).
Decision decide(const RequestHead& head, std::uint64_t max_body) noexcept;

}  // namespace dispatchbench
