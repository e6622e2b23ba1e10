#include <algorithm>
#include <fstream>
#include <iterator>

#include "experiments/runner/process/child_process.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::streamoff most_bytes = 2000;

/// JSON is UTF-8; a log may be anything.
std::string as_ascii_or_utf8(std::string text) {
  const auto printable = [](char c) {
    return c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20;
  };
  std::replace_if(
      text.begin(), text.end(), [&](char c) { return !printable(c); }, '?');
  const auto is_tail = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), is_tail));
  return text;
}

}  // namespace

std::string last_words(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const std::streamoff size = file.tellg();
  file.seekg(std::max<std::streamoff>(0, size - most_bytes));
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return as_ascii_or_utf8(std::move(text));
}

}  // namespace dispatchbench::runner
