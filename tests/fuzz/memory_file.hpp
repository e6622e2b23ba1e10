// Bytes as a file with a path, for what reads files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/mman.h>

#include "base/descriptor.hpp"
#include "check.hpp"

namespace dispatchbench {

class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) : file_(::memfd_create("input", 0)) {
    promise(::write(file_.get(), data, size) == static_cast<ssize_t>(size), "memory for the input");
  }

  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_.get()); }

 private:
  Descriptor file_;
};

}  // namespace dispatchbench
