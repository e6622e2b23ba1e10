#include "base/atomic_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>

#include "base/descriptor.hpp"

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;

constexpr const char* mark = ".tmp.";  // and the process's number

std::string folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path().string() : ".";
}

Descriptor open_to_write(const std::string& path, int how) {
  return Descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | how, 0644));
}

/// These return zero, or the errno of the first step that failed.
int write_whole(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written >= 0) {
      content.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  // Or a power cut could leave the new name with nothing behind it.
  return ::fsync(file) == 0 ? 0 : errno;
}

int give_name(int file, const std::string& name) {
  const std::string open_file = "/proc/self/fd/" + std::to_string(file);
  const int linked =
      ::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
  return linked == 0 ? 0 : errno;
}

int take_place(const std::string& beside, const std::string& path) {
  return std::rename(beside.c_str(), path.c_str()) == 0 ? 0 : errno;
}

/// For what only a rename can replace.
int replace(int file, const std::string& beside, const std::string& path) {
  ::unlink(beside.c_str());  // left by one with this process's number
  const int error = give_name(file, beside);
  return error == 0 ? take_place(beside, path) : error;
}

int write_named(const std::string& beside, const std::string& path, std::string_view content) {
  const Descriptor named = open_to_write(beside, O_CREAT | O_TRUNC);
  if (!named) return errno;
  const int error = write_whole(named.get(), content);
  return error == 0 ? take_place(beside, path) : error;
}

int write_to(const std::string& beside, const fs::path& path, std::string_view content) {
  const Descriptor nameless = open_to_write(folder_of(path), O_TMPFILE);
  // Not every file system has such files, and not every process sees /proc.
  if (!nameless) return write_named(beside, path, content);
  int error = write_whole(nameless.get(), content);
  if (error == 0) error = give_name(nameless.get(), path);
  if (error == EEXIST) error = replace(nameless.get(), beside, path);
  return error == ENOENT ? write_named(beside, path, content) : error;
}

}  // namespace

void write_file_atomically(const fs::path& path, std::string_view content) {
  const std::string beside = path.string() + mark + std::to_string(::getpid());
  const int error = write_to(beside, path, content);
  if (error == 0) return;
  ::unlink(beside.c_str());
  throw std::system_error(error, std::generic_category(), "cannot write " + path.string());
}

void remove_unfinished_files(const fs::path& folder) noexcept {
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    const auto digits = name.rfind(mark) + std::string_view(mark).size();
    if (name.rfind(mark) == name.npos) continue;
    if (name.find_first_not_of("0123456789", digits) != name.npos) continue;
    ::unlink(entry->path().c_str());
  }
}

}  // namespace dispatchbench
