// What a user gave that is wrong: one way to refuse it for every program of the project.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace dispatchbench {

/// Something the user gave is wrong; what() is the one line to show. main exits with 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  template <typename First, typename... More>
  UsageError(fmt::format_string<First, More...> text, First&& first, More&&... more)
      : std::runtime_error(
            fmt::format(text, std::forward<First>(first), std::forward<More>(more)...)) {}
};

/// The text of option `name` (without dashes) as a whole number between `least` and `most`. Throws
/// a UsageError that says what would be right, as "--threads 0: expected a whole number from 1 to
/// 4096".
std::uint64_t count_option(std::string_view name, std::string_view text, std::uint64_t least,
                           std::uint64_t most);

/// Likewise, as a file to write, in a folder that exists.
std::filesystem::path file_option(std::string_view name, std::string_view text);

[[noreturn]] void refuse_option(std::string_view name, std::string_view text,
                                std::string_view expected);

}  // namespace dispatchbench
