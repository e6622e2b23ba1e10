// Files that are either whole or not there.
#pragma once

#include <filesystem>
#include <string_view>

namespace dispatchbench {

/// Writes `content` beside `path` and renames it into place, so that a reader, a crash or a full
/// disk never meets half a file. Replaces an existing file. Throws std::system_error that names the
/// path; nothing is left behind then.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace dispatchbench
