// Bytes as a file with a path, for what reads files by their path. Nothing of it is on a disk.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/descriptor.hpp"

namespace dispatchbench::runner {

class MemoryFile {
 public:
  /// Throws std::system_error where there is no memory for it.
  explicit MemoryFile(std::string_view bytes);

  /// Of this process alone, as long as the object lives; whoever opens it reads from its start.
  std::filesystem::path path() const;

 private:
  Descriptor file_;
};

}  // namespace dispatchbench::runner
