// JSON as text, for files and terminals.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace dispatchbench {

/// `value` in one line, or with `indent` spaces a level. Bytes that are not UTF-8 (of a file's
/// name, of what a peer has sent) become U+FFFD: a result is never lost to them.
std::string json_text(const nlohmann::json& value, int indent = -1);
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

}  // namespace dispatchbench
