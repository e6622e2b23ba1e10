#include "servers/http/authority.hpp"

#include <algorithm>
#include <array>

namespace dispatchbench {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// RFC 3986's unreserved, sub-delims and the sign of an escape. A table: every request has a Host.
constexpr std::array<bool, 256> name_characters = [] {
  std::array<bool, 256> table{};
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (const char c : std::string_view("-._~!$&'()*+,;=%")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

bool is_name_character(char c) {
  return name_characters[static_cast<unsigned char>(c)];
}

/// What may stand between the brackets of an IPv6 address (or of a later kind).
bool is_address_character(char c) {
  return is_name_character(c) || c == ':';
}

/// Where the host at the beginning of `text` ends; npos if it is none.
std::size_t end_of_host(std::string_view text) {
  if (!text.starts_with('[')) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_name_character);
    return static_cast<std::size_t>(end - text.begin());
  }
  const std::size_t close = text.find(']');
  if (close == std::string_view::npos || close == 1) return std::string_view::npos;
  const std::string_view address = text.substr(1, close - 1);
  return std::all_of(address.begin(), address.end(), is_address_character) ? close + 1
                                                                           : std::string_view::npos;
}

}  // namespace

bool valid_authority(std::string_view text) noexcept {
  const std::size_t end = end_of_host(text);
  if (end == std::string_view::npos) return false;
  if (end == text.size()) return true;
  const std::string_view port = text.substr(end);
  return end > 0 && port.front() == ':' && std::all_of(port.begin() + 1, port.end(), is_digit);
}

}  // namespace dispatchbench
