#include "servers/object_key.hpp"

#include <algorithm>
#include <strings.h>

#include "servers/http/authority.hpp"

namespace dispatchbench {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Printable ASCII without the sign of a fragment: RFC 9112 (3.2) has no other in a target.
bool is_target_character(char c) {
  return c > ' ' && c < '\x7f' && c != '#';
}

/// The path of an origin form or of an absolute one, with its query cut off; empty if the target is
/// neither.
std::string_view path_of(std::string_view target) {
  if (!std::all_of(target.begin(), target.end(), is_target_character)) return {};
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() < scheme.size()) continue;
    if (::strncasecmp(target.data(), scheme.data(), scheme.size()) != 0) continue;
    target.remove_prefix(scheme.size());
    const auto authority = target.substr(0, target.find_first_of("/?"));
    if (authority.empty() || !valid_authority(authority)) return {};
    target.remove_prefix(authority.size());
    if (target.empty() || target.front() == '?') target = "/";
    break;
  }
  return target.substr(0, target.find('?'));
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
