// What the name of an output comes to.
#pragma once

#include <filesystem>
#include <string>

namespace dispatchbench {

/// A path with its links followed, and what stands there.
struct OutputTarget {
  enum class Kind {
    file,        ///< a regular file, or nothing yet
    stream,      ///< a pipe or a device: written to, never replaced
    descriptor,  ///< of this process: /dev/stdout, /dev/fd/N, a process substitution
    impossible   ///< nothing that could be written to
  };

  Kind kind = Kind::impossible;
  std::filesystem::path path;  ///< of file and stream
  int descriptor = -1;         ///< of descriptor
  std::string problem;         ///< of impossible: why
};

/// Opens nothing.
OutputTarget find_output_target(std::filesystem::path path);

/// "." where it has none.
std::filesystem::path folder_of(const std::filesystem::path& path);

}  // namespace dispatchbench
