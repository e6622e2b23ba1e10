// What a request means: the article's table of methods, cases and statuses, or HTTP's.
#pragma once

#include <cstdint>
#include <string_view>

#include "servers/http/request_head.hpp"
#include "servers/http/status.hpp"
#include "servers/object_key.hpp"

namespace dispatchbench {

/// Which table answers.
enum class Rest : std::uint8_t {
  article,  ///< the reproduced one: 304 for a PUT without a length, 204 for a path of none or two
  strict    ///< as RFC 9110 has it: 411, 404, 400, 405, 501, 201; HEAD; empty objects
};
std::string_view to_string(Rest rest) noexcept;

/// What to do about a request, before the store was asked.
struct Decision {
  enum class Action : std::uint8_t {
    refuse,  ///< answer and end the connection
    answer,
    send_object,
    receive_object,
    remove_object
  };

  Action action = Action::answer;
  Status status = Status::not_found;  ///< of Action::refuse and Action::answer
  ObjectKey key;                      ///< of the others
};

/// A request line that is not HTTP is refused: whoever sent it cannot be trusted with another one.
/// GET and DELETE of a name that cannot be an object's: 404. A PUT to one: 500, the article's
/// "cannot be opened for writing", or 400. A PUT is turned down by its path first, then for what
/// its body is (a part: 400, encoded: 415), then by its length (missing or chunked: 304 or 411;
/// 0: 304 or an empty object; above `max_body`: 413).
Decision decide(const RequestHead& head, Rest rest, std::uint64_t max_body) noexcept;

}  // namespace dispatchbench
