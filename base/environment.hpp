// What the environment of this process says: its variables, and which host it is on.
#pragma once

#include <array>
#include <climits>
#include <cstdlib>
#include <optional>
#include <string>
#include <unistd.h>

namespace dispatchbench {

/// The value of a variable; nothing if it is not set, or to nothing. While no thread sets any.
inline std::optional<std::string> environment(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

/// This host's name. Any thread.
inline std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), name.size()) != 0) return "localhost";
  return name.data();
}

}  // namespace dispatchbench
