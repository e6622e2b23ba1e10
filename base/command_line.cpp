#include "base/command_line.hpp"

#include <charconv>

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <fmt/format.h>

#include "base/output.hpp"

namespace dispatchbench {
namespace po = boost::program_options;

po::variables_map parse_command_line(int argc, const char* const* argv,
                                     const po::options_description& options,
                                     const po::positional_options_description& positional) {
  using style = po::command_line_style::style_t;
  constexpr int unguessed = style::unix_style & ~style::allow_guessing;
  try {
    po::variables_map values;
    po::store(po::command_line_parser(argc, argv)
                  .options(options)
                  .positional(positional)
                  .style(unguessed)
                  .run(),
              values);
    po::notify(values);
    return values;
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError("too many arguments; see --help");
  } catch (const po::error& error) {
    throw UsageError(fmt::format("{}; see --help", error.what()));
  }
}

void refuse_option(std::string_view name, std::string_view text, std::string_view expected) {
  throw UsageError(fmt::format("--{} {}: expected {}", name, text.empty() ? "''" : text, expected));
}

std::uint64_t size_option(std::string_view name, std::string_view text) {
  if (const auto size = parse_size(text)) return *size;
  refuse_option(name, text, size_syntax);
}

Nanoseconds duration_option(std::string_view name, std::string_view text) {
  if (const auto duration = parse_duration(text)) return *duration;
  refuse_option(name, text, duration_syntax);
}

double rate_option(std::string_view name, std::string_view text) {
  if (const auto rate = parse_rate(text)) return *rate;
  refuse_option(name, text, rate_syntax);
}

std::uint64_t count_option(std::string_view name, std::string_view text, std::uint64_t least,
                           std::uint64_t most) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size() || count < least || count > most) {
    refuse_option(name, text, fmt::format("a whole number from {} to {}", least, most));
  }
  return count;
}

std::filesystem::path file_option(std::string_view name, std::string_view text) {
  const auto problem = output_problem(text);
  if (!problem) return text;
  refuse_option(name, text, fmt::format("a file that can be written, but {}", *problem));
}

}  // namespace dispatchbench
