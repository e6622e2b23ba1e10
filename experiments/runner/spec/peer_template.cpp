#include "experiments/runner/spec/peer_template.hpp"

#include <algorithm>

namespace dispatchbench::runner {
namespace {

/// The length of the placeholder that `text` begins with, braces included; 0 if it does not.
std::size_t placeholder_at(std::string_view text) {
  if (!text.starts_with('{')) return 0;
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto* const end = std::find_if_not(text.begin() + 1, text.end(), is_small);
  if (end == text.begin() + 1 || end == text.end() || *end != '}') return 0;
  return static_cast<std::size_t>(end - text.begin()) + 1;
}

}  // namespace

std::set<std::string> placeholders_in(std::string_view text) {
  std::set<std::string> names;
  for (; !text.empty(); text.remove_prefix(1)) {
    const std::size_t length = placeholder_at(text);
    if (length > 0) names.emplace(text.substr(1, length - 2));
  }
  return names;
}

std::string filled(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = placeholder_at(text);
    const auto value =
        length > 0 ? values.find(std::string(text.substr(1, length - 2))) : values.end();
    const std::size_t taken = value == values.end() ? 1 : length;
    result += value == values.end() ? std::string(text.substr(0, 1)) : value->second;
    text.remove_prefix(taken);
  }
  return result;
}

}  // namespace dispatchbench::runner
