#include "servers/object_store.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace dispatchbench {
namespace {

constexpr mode_t file_mode = 0644;

/// A file name or a path of bounded length; an array, for no memory must not mean a lost upload.
using ShortName = std::array<char, 64>;

ShortName next_temporary_name() noexcept {
  static std::atomic<std::uint64_t> number{0};
  ShortName name{};
  fmt::format_to_n(name.data(), name.size() - 1, FMT_COMPILE("{}{}-{}"), reserved_prefix,
                   ::getpid(), number.fetch_add(1, std::memory_order_relaxed));
  return name;
}

ShortName path_of_descriptor(int descriptor) noexcept {
  ShortName path{};
  fmt::format_to_n(path.data(), path.size() - 1, FMT_COMPILE("/proc/self/fd/{}"), descriptor);
  return path;
}

/// By a clock that does not stand still for a tick, as the file system's does: two objects of one
/// size that came within a tick, the second with the number of the file that the first replaced,
/// would have the same entity tag.
void stamp(int file) noexcept {
  std::array<timespec, 2> times{};
  times[0].tv_nsec = UTIME_OMIT;
  ::clock_gettime(CLOCK_REALTIME, &times[1]);
  ::futimens(file, times.data());
}

/// Whether a file of that name may still be written to: another server that is about to end may
/// share the folder. This process has none yet, whoever had its number before.
bool is_in_use(std::string_view name) noexcept {
  name.remove_prefix(reserved_prefix.size());
  pid_t process = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
  if (error != std::errc{} || process <= 0 || process == ::getpid()) return false;
  return ::kill(process, 0) == 0 || errno == EPERM;
}

std::optional<ObjectVersion> version_at(int folder, const char* name) noexcept {
  struct stat info {};
  if (::fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  if (!S_ISREG(info.st_mode)) return std::nullopt;
  return version_of(info);
}

enum class Entry { regular, missing, other, unknown };

Entry look_up(int folder, const char* name) {
  struct stat info {};
  if (::fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
    return S_ISREG(info.st_mode) ? Entry::regular : Entry::other;
  }
  return errno == ENOENT ? Entry::missing : Entry::unknown;
}

/// Tried, since the modes do not say what else may hold a process back (Landlock, AppArmor). Sets
/// errno if it is not.
bool is_writable(int folder) noexcept {
  if (::faccessat(folder, ".", W_OK | X_OK, 0) != 0) return false;
  const Descriptor trial(::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, file_mode));
  return trial || (errno != EACCES && errno != EPERM);
}

}  // namespace

bool Upload::open() noexcept {
  file_.reset(::openat(folder_, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, file_mode));
  if (file_) return true;
  // Not every file system has O_TMPFILE.
  temporary_ = next_temporary_name();
  file_.reset(
      ::openat(folder_, temporary_.data(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, file_mode));
  if (!file_) temporary_ = {};
  return static_cast<bool>(file_);
}

bool Upload::link() noexcept {
  if (has_name()) return true;
  const ShortName name = next_temporary_name();
  const ShortName path = path_of_descriptor(file_.get());
  if (::linkat(AT_FDCWD, path.data(), folder_, name.data(), AT_SYMLINK_FOLLOW) != 0) return false;
  temporary_ = name;
  return true;
}

void Upload::expect(const std::optional<ObjectVersion>& seen) noexcept {
  expected_ = seen ? Expected::seen : Expected::nothing;
  if (seen) seen_ = *seen;
}

Status Upload::commit() noexcept {
  stamp(file_.get());
  const Status status = link() ? take_place() : Status::internal_error;
  if (status != Status::internal_error) return status;
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return full ? Status::insufficient_storage : status;
}

/// Leaves errno as it is where it fails. Who expects an object is raced by others only between the
/// two calls here; who expects none by nobody.
Status Upload::take_place() noexcept {
  if (expected_ == Expected::seen && version_at(folder_, key_.c_str()) != seen_) {
    return Status::precondition_failed;
  }
  const bool fresh = expected_ == Expected::nothing;
  const int renamed =
      fresh ? ::renameat2(folder_, temporary_.data(), folder_, key_.c_str(), RENAME_NOREPLACE)
            : ::renameat(folder_, temporary_.data(), folder_, key_.c_str());
  if (renamed != 0) {
    return fresh && errno == EEXIST ? Status::precondition_failed : Status::internal_error;
  }
  temporary_ = {};
  return replaces_ ? Status::ok : Status::created;
}

Upload::~Upload() {
  if (has_name()) ::unlinkat(folder_, temporary_.data(), 0);
}

ObjectStore::ObjectStore(const std::filesystem::path& folder) {
  const auto fail = [&](int error) {
    throw std::system_error(error, std::generic_category(), "cannot write to " + folder.string());
  };
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(error.value());
  folder_.reset(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_ || !is_writable(folder_.get())) fail(errno);
  sweep();
}

void ObjectStore::sweep() const noexcept {
  DIR* const entries = ::fdopendir(::openat(folder_.get(), ".", O_RDONLY | O_CLOEXEC));
  if (entries == nullptr) return;
  while (const dirent* const entry = ::readdir(entries)) {  // NOLINT(concurrency-mt-unsafe)
    const std::string_view name(entry->d_name);
    if (name.starts_with(reserved_prefix) && !is_in_use(name)) {
      ::unlinkat(folder_.get(), entry->d_name, 0);
    }
  }
  ::closedir(entries);
}

ObjectStore::Object ObjectStore::open(const ObjectKey& key) const noexcept {
  Object object;
  // O_NONBLOCK: opening a FIFO must not wait for its writer.
  object.file.reset(
      ::openat(folder_.get(), key.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!object.file) {
    const bool absent = errno == ENOENT || errno == ELOOP || errno == ENXIO || errno == ENODEV;
    object.status = absent ? Status::not_found : Status::internal_error;
    return object;
  }
  struct stat info {};
  if (::fstat(object.file.get(), &info) != 0) {
    object.status = Status::internal_error;
  } else if (S_ISREG(info.st_mode)) {
    object.status = Status::ok;
    object.version = version_of(info);
  }
  return object;
}

std::optional<ObjectVersion> ObjectStore::find(const ObjectKey& key) const noexcept {
  return version_at(folder_.get(), key.c_str());
}

std::unique_ptr<Upload> ObjectStore::begin_upload(const ObjectKey& key) const {
  const Entry old = look_up(folder_.get(), key.c_str());
  if (old != Entry::regular && old != Entry::missing) return nullptr;
  std::unique_ptr<Upload> upload(new Upload(folder_.get(), key, old == Entry::regular));
  if (!upload->open()) return nullptr;
  return upload;
}

Status ObjectStore::remove(const ObjectKey& key) const noexcept {
  const Entry entry = look_up(folder_.get(), key.c_str());
  if (entry == Entry::missing || entry == Entry::other) return Status::not_found;
  if (::unlinkat(folder_.get(), key.c_str(), 0) == 0) return Status::ok;
  return errno == ENOENT ? Status::not_found : Status::internal_error;
}

}  // namespace dispatchbench
