#include "servers/object_key.hpp"

#include <algorithm>
#include <strings.h>

namespace dispatchbench {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Cuts scheme and authority off an absolute form, and the query off any.
std::string_view path_of(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() < scheme.size()) continue;
    if (::strncasecmp(target.data(), scheme.data(), scheme.size()) != 0) continue;
    target.remove_prefix(scheme.size());
    target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
    if (target.empty() || target.front() == '?') target = "/";
    break;
  }
  return target.substr(0, target.find_first_of("?#"));
}

}  // namespace

ObjectKey::Parse ObjectKey::parse(std::string_view target, ObjectKey& key) noexcept {
  if (target == "*") return Parse::no_such_resource;
  std::string_view path = path_of(target);
  if (!path.starts_with('/')) return Parse::malformed;
  const auto begin = std::min(path.find_first_not_of('/'), path.size());
  const std::string_view rest = path.substr(begin);
  const std::string_view segment = rest.substr(0, rest.find('/'));
  if (segment.empty() || rest.find_first_not_of('/', segment.size()) != std::string_view::npos) {
    return Parse::not_one_segment;
  }
  return key.decode(segment) && key.allowed() ? Parse::key : Parse::refused;
}

bool ObjectKey::decode(std::string_view segment) noexcept {
  size_ = 0;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    char byte = segment[i];
    if (byte == '%') {
      if (segment.size() - i < 3) return false;
      const int high = hex_digit(segment[i + 1]);
      const int low = hex_digit(segment[i + 2]);
      if (high < 0 || low < 0) return false;
      byte = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (byte == '/' || byte == '\0' || size_ == longest) return false;
    bytes_[size_++] = byte;
  }
  bytes_[size_] = '\0';
  return true;
}

bool ObjectKey::allowed() const noexcept {
  return view() != "." && view() != ".." && !view().starts_with(reserved_prefix);
}

}  // namespace dispatchbench
