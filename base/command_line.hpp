// Options: one way to declare, parse and refuse them for every program of the project.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>

namespace dispatchbench {

/// Something the user gave is wrong; what() is the one line to show. main exits with 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Parses argv. Throws UsageError for an unknown, repeated, ambiguous or valueless option; option
/// names are never guessed from a prefix.
boost::program_options::variables_map parse_command_line(
    int argc, const char* const* argv, const boost::program_options::options_description& options,
    const boost::program_options::positional_options_description& positional = {});

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
