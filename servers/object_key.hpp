// Which object a request's target means.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dispatchbench {

/// Names that begin so are the store's own: temporary files. No object can have one.
inline constexpr std::string_view reserved_prefix = ".dispatchbench-tmp-";

/// The name of an object: a file name below the store's folder, checked as bytes.
class ObjectKey {
 public:
  static constexpr std::size_t longest = 255;

  enum class Parse : std::uint8_t {
    key,              ///< `key` holds it
    not_one_segment,  ///< no segment, or several
    refused,  ///< one segment that must not name a file: ".", a reserved name, too long, …
    no_such_resource,  ///< "*", the server as a whole
    malformed          ///< no target that HTTP knows
  };

  /// Takes a request target in origin or absolute form. The query is stripped, empty segments are
  /// ignored, the segment is percent-decoded once.
  static Parse parse(std::string_view target, ObjectKey& key) noexcept;

  std::string_view view() const noexcept { return {bytes_.data(), size_}; }
  const char* c_str() const noexcept { return bytes_.data(); }

 private:
  bool decode(std::string_view segment) noexcept;
  bool allowed() const noexcept;

  std::size_t size_ = 0;
  std::array<char, longest + 1> bytes_;  // not filled until there is a key: this is a hot path
};

}  // namespace dispatchbench
