// Files that are either whole or not there.
#pragma once

#include <filesystem>
#include <string_view>

namespace dispatchbench {

/// Writes `content` to a file that has no name until it is whole, so that no reader, crash or full
/// disk leaves half a file; what replaces another gets a name beside it first and is renamed. (A
/// file system without nameless files has it under that name while it is written.) Throws
/// std::system_error that names the path; nothing is left behind then.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// Removes what killed processes left beside the files of `folder`. For the one process that writes
/// there.
void remove_unfinished_files(const std::filesystem::path& folder) noexcept;

}  // namespace dispatchbench
