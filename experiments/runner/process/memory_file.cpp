#include "experiments/runner/process/memory_file.hpp"

#include <cerrno>
#include <string>
#include <sys/mman.h>
#include <system_error>

#include "base/whole.hpp"

namespace dispatchbench::runner {

MemoryFile::MemoryFile(std::string_view bytes)
    : file_(::memfd_create("dispatchbench", MFD_CLOEXEC)) {
  const int problem = file_ ? write_whole(file_.get(), bytes) : errno;
  if (problem != 0) throw std::system_error(problem, std::generic_category(), "a file in memory");
}

std::filesystem::path MemoryFile::path() const {
  return "/proc/self/fd/" + std::to_string(file_.get());
}

}  // namespace dispatchbench::runner
