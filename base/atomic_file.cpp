#include "base/atomic_file.hpp"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/output_target.hpp"
#include "base/whole.hpp"

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;

constexpr const char* mark = ".tmp.";  // and the process's number

Descriptor open_to_write(const std::string& path, int how) {
  return Descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | how, 0644));
}

/// These return zero, or the errno of the first step that failed.
int write_and_sync(int file, std::string_view content) {
  const int error = write_whole(file, content);
  if (error != 0) return error;
  // Or a power cut could leave the new name with nothing behind it.
  return ::fsync(file) == 0 ? 0 : errno;
}

/// Who may read the old file may read the new one.
void keep_mode(int file, const fs::path& old) {
  struct stat info {};
  if (::stat(old.c_str(), &info) == 0) ::fchmod(file, info.st_mode & 0777);
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

/// A name beside `path`, no longer than a name may be.
std::string beside(const fs::path& path) {
  const std::string suffix = mark + std::to_string(::getpid());
  const std::string name = path.filename().string();
  return (folder_of(path) / (name.substr(0, NAME_MAX - suffix.size()) + suffix)).string();
}

int write_named(const std::string& beside, const std::string& path, std::string_view content) {
  const Descriptor named = open_to_write(beside, O_CREAT | O_TRUNC);
  if (!named) return errno;
  keep_mode(named.get(), path);
  const int error = write_and_sync(named.get(), content);
  return error == 0 ? take_place(beside, path) : error;
}

int write_to(const std::string& beside, const fs::path& path, std::string_view content) {
  const Descriptor nameless = open_to_write(folder_of(path).string(), O_TMPFILE);
  // Not every file system has such files, and not every process sees /proc.
  if (!nameless) return write_named(beside, path, content);
  keep_mode(nameless.get(), path);
  int error = write_and_sync(nameless.get(), content);
  if (error == 0) error = give_name(nameless.get(), path);
  if (error == EEXIST) error = replace(nameless.get(), beside, path);
  return error == ENOENT ? write_named(beside, path, content) : error;
}

}  // namespace

void write_file_atomically(const fs::path& path, std::string_view content) {
  const std::string other = beside(path);
  const int error = write_to(other, path, content);
  if (error == 0) return;
  ::unlink(other.c_str());
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
