// Reading all of a file, and writing all of something, however many calls it takes.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace dispatchbench {

/// Its bytes, as far as they can be read; nothing if it cannot be opened. Any thread.
inline std::optional<std::string> read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

/// Writes all of `bytes`, and waits where the descriptor would not. Zero, or the errno of the call
/// that failed; some bytes may be written then. Any thread.
int write_whole(int descriptor, std::string_view bytes) noexcept;

}  // namespace dispatchbench
