#include "base/command_line.hpp"

#include <fmt/format.h>

#include "base/output.hpp"
#include "base/units.hpp"

namespace dispatchbench {

void refuse_option(std::string_view name, std::string_view text, std::string_view expected) {
  throw UsageError(fmt::format("--{} {}: expected {}", name, text.empty() ? "''" : text, expected));
}

std::uint64_t count_option(std::string_view name, std::string_view text, std::uint64_t least,
                           std::uint64_t most) {
  const auto count = parse_number<std::uint64_t>(text);
  if (!count || *count < least || *count > most) {
    refuse_option(name, text, fmt::format("a whole number from {} to {}", least, most));
  }
  return *count;
}

std::filesystem::path file_option(std::string_view name, std::string_view text) {
  const auto problem = output_problem(text);
  if (!problem) return text;
  refuse_option(name, text, fmt::format("a file that can be written, but {}", *problem));
}

}  // namespace dispatchbench
