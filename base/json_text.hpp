// JSON as text, for files and terminals.
#pragma once

#include <string>

namespace dispatchbench {

/// `value` in one line, or with `indent` spaces a level. Bytes that are not UTF-8 (of a file's
/// name, of what a peer has sent) become U+FFFD: a result is never lost to them.
template <class Json>
std::string json_text(const Json& value, int indent = -1) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dispatchbench
