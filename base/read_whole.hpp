// Reading all of a file.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace dispatchbench {

/// Its bytes, as far as they can be read; nothing if it cannot be opened. Any thread.
inline std::optional<std::string> read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream content;
  content << file.rdbuf();
  return std::move(content).str();
}

}  // namespace dispatchbench
