#include "base/output_target.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <optional>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

#include "base/units.hpp"

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;
using Kind = OutputTarget::Kind;

constexpr int most_links = 40;  // as the kernel has it

OutputTarget impossible(std::string problem) {
  return {Kind::impossible, {}, -1, std::move(problem)};
}

OutputTarget impossible(int error) {
  return impossible(std::generic_category().message(error));
}

bool is_in_proc(const fs::path& path) {
  struct statfs info {};
  return ::statfs(folder_of(path).c_str(), &info) == 0 && info.f_type == PROC_SUPER_MAGIC;
}

/// The descriptor of this process that `path` stands for. Opened anew, one of a file would begin at
/// its start, and one of a socket could not be opened at all: so it is used as it is.
std::optional<int> own_descriptor(const fs::path& path) {
  std::error_code error;
  const std::string folder = fs::canonical(folder_of(path), error).string();
  const std::string own = "/proc/" + std::to_string(::getpid()) + "/";
  if (!folder.starts_with(own) || !folder.ends_with("/fd")) return std::nullopt;
  return parse_number<int>(path.filename().string());
}

OutputTarget target_of_descriptor(int number) {
  const int flags = ::fcntl(number, F_GETFL);
  if (flags < 0) return impossible("no such descriptor is open");
  if ((flags & O_ACCMODE) == O_RDONLY) return impossible("it is open for reading only");
  return {Kind::descriptor, {}, number, {}};
}

OutputTarget target_of_mode(mode_t mode, const fs::path& path) {
  if (S_ISREG(mode)) return {Kind::file, path, -1, {}};
  if (S_ISDIR(mode)) return impossible("it is a folder");
  if (S_ISSOCK(mode)) return impossible("it is a socket");
  return {Kind::stream, path, -1, {}};
}

/// A descriptor of another process: the text of such a link is no path.
OutputTarget target_in_proc(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return impossible(errno);
  OutputTarget target = target_of_mode(info.st_mode, path);
  if (target.kind == Kind::file) target.kind = Kind::stream;
  return target;
}

}  // namespace

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

OutputTarget find_output_target(fs::path path) {
  if (path.empty()) return impossible("it has no name");
  for (int links = 0; links <= most_links; ++links) {
    if (!path.has_filename()) return impossible("it is a folder");
    const bool in_proc = is_in_proc(path);
    const auto number = in_proc ? own_descriptor(path) : std::nullopt;
    if (number) return target_of_descriptor(*number);
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) {
      return errno == ENOENT ? OutputTarget{Kind::file, path, -1, {}} : impossible(errno);
    }
    if (!S_ISLNK(info.st_mode)) return target_of_mode(info.st_mode, path);
    if (in_proc) return target_in_proc(path);
    std::error_code error;
    const fs::path link = fs::read_symlink(path, error);
    if (error) return impossible(error.value());
    path = folder_of(path) / link;  // one that is absolute stands alone
  }
  return impossible(ELOOP);
}

}  // namespace dispatchbench
