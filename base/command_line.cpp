#include "base/command_line.hpp"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <fmt/format.h>

#include "base/output.hpp"
#include "base/units.hpp"

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
