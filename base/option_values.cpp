#include "base/option_values.hpp"

#include <algorithm>
#include <sstream>

#include <boost/algorithm/string/split.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <fmt/format.h>

#include "base/affinity.hpp"
#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "base/units.hpp"

namespace dispatchbench {
namespace {

namespace po = boost::program_options;

constexpr const char* argument = "beside the options";  // nobody gives an option this name
constexpr unsigned help_columns = 100;
constexpr std::string_view repeated = " …";

std::string value_name(const Option& option) {
  return nlohmann::ordered_json(option).at("value").get<std::string>();
}

bool may_be_repeated(const Option& option) {
  return option.value.ends_with(repeated);
}

po::options_description described(const OptionTable& table) {
  po::options_description options("Options", help_columns);
  for (const Option& option : table) {
    const std::string names =
        option.letter == 0 ? option.name : fmt::format("{},{}", option.name, option.letter);
    if (option.kind == OptionKind::flag) {
      options.add_options()(names.c_str(), option.help.c_str());
      continue;
    }
    if (may_be_repeated(option)) {
      auto* const values = po::value<std::vector<std::string>>()->composing();
      options.add_options()(names.c_str(), values->value_name(option.value), option.help.c_str());
      continue;
    }
    auto* const value = po::value<std::string>()->value_name(value_name(option));
    if (!option.standard.empty()) value->default_value(option.standard);
    options.add_options()(names.c_str(), value, option.help.c_str());
  }
  return options;
}

/// What is wrong with a command line, and what would be right.
std::string refusal_of(const po::error_with_option_name& error, const OptionTable& table) {
  const std::string written = error.get_option_name();  // --threads, or -t
  const std::string name = written.substr(std::min(written.find_first_not_of('-'), written.size()));
  const auto is_meant = [&](const Option& option) {
    return option.name == name || (name.size() == 1 && option.letter == name.front());
  };
  const auto option = std::find_if(table.begin(), table.end(), is_meant);
  const bool unknown = dynamic_cast<const po::unknown_option*>(&error) != nullptr;
  if (unknown || option == table.end()) {
    return fmt::format("{}: unknown option; choose from {}", written, names_of(table));
  }
  if (dynamic_cast<const po::multiple_occurrences*>(&error) != nullptr) {
    return fmt::format("--{}: expected once", option->name);
  }
  const auto expected = expected_instead(*option, "");
  return fmt::format("--{}: expected {}", option->name, expected.value_or("a value"));
}

/// Option names are never guessed from a prefix.
po::variables_map parsed(int argc, const char* const* argv, const po::options_description& options,
                         const OptionTable& table) {
  using style = po::command_line_style::style_t;
  po::positional_options_description positional;
  positional.add(argument, -1);
  po::variables_map values;
  try {
    po::store(po::command_line_parser(argc, argv)
                  .options(options)
                  .positional(positional)
                  .style(style::unix_style & ~style::allow_guessing)
                  .run(),
              values);
  } catch (const po::error_with_option_name& error) {
    throw UsageError(refusal_of(error, table));
  }
  return values;
}

}  // namespace

OptionValues::OptionValues(int argc, const char* const* argv, const OptionTable& table,
                           int most_arguments) {
  po::options_description options = described(table);
  options.add_options()(argument, po::value<std::vector<std::string>>());
  values_ = parsed(argc, argv, options, table);
  if (has(argument)) arguments_ = values_[argument].as<std::vector<std::string>>();
  if (most_arguments >= 0 && arguments_.size() > static_cast<std::size_t>(most_arguments)) {
    throw UsageError(fmt::format("{}: one argument too many; see --help",
                                 arguments_[static_cast<std::size_t>(most_arguments)]));
  }
  for (const Option& option : table) {
    const char* const name = option.name.c_str();
    if (option.kind == OptionKind::flag || !given(name)) continue;
    for (const std::string& text : texts(name)) {
      if (const auto expected = expected_instead(option, text)) {
        refuse_option(name, text, *expected);
      }
    }
  }
}

std::vector<std::string> OptionValues::words(const char* name) const {
  std::vector<std::string> words;
  boost::split(words, text(name), [](char character) { return character == ','; });
  return words;
}

std::vector<std::string> OptionValues::texts(const char* name) const {
  if (!has(name)) return {};
  const auto* const all = boost::any_cast<std::vector<std::string>>(&values_[name].value());
  return all != nullptr ? *all : std::vector<std::string>{text(name)};
}

std::uint64_t OptionValues::count(const char* name) const {
  return parse_number<std::uint64_t>(text(name)).value();
}

double OptionValues::number(const char* name) const {
  return parse_number<double>(text(name)).value();
}

std::uint64_t OptionValues::size(const char* name) const {
  return parse_size(text(name)).value();
}

Nanoseconds OptionValues::duration(const char* name) const {
  return parse_duration(text(name)).value();
}

double OptionValues::rate(const char* name) const {
  return parse_rate(text(name)).value();
}

double OptionValues::percent(const char* name) const {
  std::string number = text(name);
  number.pop_back();  // the sign
  return parse_number<double>(number).value() / 100;
}

std::vector<int> OptionValues::cpus(const char* name) const {
  return parse_cpu_list(text(name)).value();
}

void OptionValues::refuse(const char* name, std::string_view expected) const {
  refuse_option(name, has(name) ? text(name) : "", expected);
}

std::string help_of(const OptionTable& table) {
  std::ostringstream text;
  text << described(table);
  return text.str();
}

std::string list_options(const OptionTable& table) {
  std::string list;
  for (const Option& option : table) {
    list += fmt::format("{:<24} {:<10} {}\n", option.name, to_string(option.kind), option.help);
  }
  return list;
}

std::string list_options_as_json(const OptionTable& table) {
  return nlohmann::ordered_json(table).dump(2) + "\n";
}

}  // namespace dispatchbench
