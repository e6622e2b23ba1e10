// Which state of an object a request was made about.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <string_view>
#include <sys/stat.h>

namespace dispatchbench {

/// Two states of an object differ in at least one of these: every upload is a file of its own.
struct ObjectVersion {
  std::uint64_t inode = 0;
  std::int64_t modified_ns = 0;  ///< by the file system's clock, since 1970
  std::uint64_t size = 0;

  bool operator==(const ObjectVersion&) const = default;
  std::time_t modified() const noexcept { return modified_ns / 1'000'000'000; }
};

inline ObjectVersion version_of(const struct stat& info) noexcept {
  constexpr std::int64_t farthest = 9'000'000'000;  // seconds, that nanoseconds have room for
  const std::int64_t second = std::clamp<std::int64_t>(info.st_mtim.tv_sec, -farthest, farthest);
  return {info.st_ino, second * 1'000'000'000 + info.st_mtim.tv_nsec,
          static_cast<std::uint64_t>(info.st_size)};
}

/// An entity tag with its quotes (RFC 9110, 8.8.3); lives as long as it does.
class EntityTag {
 public:
  explicit EntityTag(const ObjectVersion& version) noexcept;
  std::string_view view() const noexcept { return {text_, size_}; }

 private:
  char text_[64];
  std::size_t size_;
};

}  // namespace dispatchbench
