// What the environment of this process says.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace dispatchbench {

/// The value of a variable; nothing if it is not set, or to nothing. While no thread sets any.
inline std::optional<std::string> environment(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

}  // namespace dispatchbench
