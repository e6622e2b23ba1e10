// Where results go that somebody asked for by name: a file, a pipe, a device, a descriptor.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace dispatchbench {

/// Why nothing can be written to `path`; nothing if it can be. Asked before anything starts. Leaves
/// no trace: no file is made or cut, and a FIFO is not opened, for that would wait for its reader.
std::optional<std::string> output_problem(const std::filesystem::path& path);

/// Whether `path` names something that is written to and never replaced: a pipe, a device, or a
/// descriptor of this process (/dev/stdout, /dev/fd/N, a process substitution).
bool is_stream(const std::filesystem::path& path);

/// Whether it is this process's standard output.
bool is_standard_output(const std::filesystem::path& path);

/// Writes `content` to what `path` names, links followed. A file is whole or not there (see
/// write_file_atomically); one in a folder that cannot be written, or that is a mount point, is
/// written in place. A FIFO that nobody reads is waited for, which is said on standard error.
/// Throws std::system_error that names the path. SIGPIPE is to be ignored (see
/// prepare_standard_streams).
void write_output(const std::filesystem::path& path, std::string_view content);

}  // namespace dispatchbench
