#include "base/option.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/affinity.hpp"
#include "base/distribution_text.hpp"
#include "base/named_rows.hpp"
#include "base/units.hpp"

namespace dispatchbench {
namespace {

using Json = nlohmann::ordered_json;

/// What the text of a kind that has a magnitude amounts to; nothing if it is malformed.
std::optional<double> magnitude(OptionKind kind, std::string_view text) {
  switch (kind) {
    case OptionKind::number:
      return parse_number<double>(text);
    case OptionKind::size:
      return parse_size(text);
    case OptionKind::duration:
      if (const auto duration = parse_duration(text)) return duration->count();
      return std::nullopt;
    case OptionKind::rate:
      return parse_rate(text);
    case OptionKind::percent:
      if (!text.ends_with('%')) return std::nullopt;
      return parse_number<double>(text.substr(0, text.size() - 1));
    default:
      return std::nullopt;
  }
}

std::string_view noun_of(OptionKind kind) {
  switch (kind) {
    case OptionKind::count:
      return "a whole number";
    case OptionKind::size:
      return "a size";
    case OptionKind::duration:
      return "a time";
    case OptionKind::rate:
      return "a rate";
    case OptionKind::percent:
      return "a percentage";
    default:
      return "a number";
  }
}

/// "a time above zero, from 1ms to 1m"
std::string range_of(const Option& option) {
  std::string text = option.noun.empty() ? std::string(noun_of(option.kind)) : option.noun;
  const bool above_zero =
      (option.kind == OptionKind::duration || option.kind == OptionKind::number) &&
      magnitude(option.kind, option.least).value_or(0) > 0;
  if (above_zero) text += " above zero";
  if (!option.least.empty())
    text += fmt::format("{}from {}", above_zero ? ", " : " ", option.least);
  if (!option.most.empty()) text += fmt::format(" to {}", option.most);
  return text;
}

bool is_choice(const Option& option, std::string_view text) {
  return std::find(option.choices.begin(), option.choices.end(), text) != option.choices.end();
}

std::optional<std::string> refused_count(const Option& option, std::string_view text) {
  const auto least = parse_number<std::uint64_t>(option.least).value_or(0);
  const auto most =
      parse_number<std::uint64_t>(option.most).value_or(std::numeric_limits<std::uint64_t>::max());
  const auto count = parse_number<std::uint64_t>(text);
  if ((count && *count >= least && *count <= most) || is_choice(option, text)) return std::nullopt;
  std::string expected = fmt::format("a whole number from {} to {}", least, most);
  if (!option.choices.empty()) expected += fmt::format(", or {}", fmt::join(option.choices, ", "));
  return expected;
}

std::string_view syntax_of(OptionKind kind) {
  if (kind == OptionKind::size) return size_syntax;
  if (kind == OptionKind::duration) return duration_syntax;
  return kind == OptionKind::rate ? rate_syntax : "";
}

std::optional<std::string> refused_magnitude(const Option& option, std::string_view text) {
  const auto value = magnitude(option.kind, text);
  const auto least = magnitude(option.kind, option.least);
  const auto most = magnitude(option.kind, option.most);
  // Written so that what is not a number is refused.
  const bool within = value && (!least || *value >= *least) && (!most || *value <= *most);
  if (within) return std::nullopt;
  const std::string_view syntax = syntax_of(option.kind);
  return value || syntax.empty() ? range_of(option) : std::string(syntax);
}

std::optional<std::string> unless(bool accepted, std::string_view expected) {
  if (accepted) return std::nullopt;
  return std::string(expected);
}

std::optional<std::string> refused_distribution(Quantity quantity, std::string_view text) {
  return unless(parse_distribution(text, quantity).has_value(), distribution_syntax(quantity));
}

struct KindName {
  OptionKind kind;
  std::string_view name;
  std::string_view value;
};

constexpr KindName kinds[] = {
    {OptionKind::flag, "flag", ""},
    {OptionKind::count, "count", "N"},
    {OptionKind::number, "number", "NUMBER"},
    {OptionKind::size, "size", "SIZE"},
    {OptionKind::body_size, "body_size", "SIZE"},
    {OptionKind::duration, "duration", "TIME"},
    {OptionKind::distribution, "distribution", "DIST"},
    {OptionKind::rate, "rate", "RATE"},
    {OptionKind::percent, "percent", "PERCENT"},
    {OptionKind::cpus, "cpus", "CPUS"},
    {OptionKind::choice, "choice", "NAME"},
    {OptionKind::text, "text", "TEXT"},
    {OptionKind::file, "file", "FILE"},
};

const KindName& row_of(OptionKind kind) {
  return *std::find_if(std::begin(kinds), std::end(kinds),
                       [&](const KindName& row) { return row.kind == kind; });
}

constexpr std::string_view setters[] = {"experiment", "runner", "user"};

Json json_value(OptionKind kind, const std::string& text) {
  if (kind == OptionKind::flag) return false;
  if (text.empty()) return nullptr;
  if (kind == OptionKind::count) return parse_number<std::uint64_t>(text).value();
  if (kind == OptionKind::number) return parse_number<double>(text).value();
  return text;
}

std::string text_of(const Json& value) {
  if (value.is_null() || value.is_boolean()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::string_view to_string(OptionKind kind) {
  return row_of(kind).name;
}

Option folder_option(std::string name, char letter, std::string help) {
  return {.name = std::move(name),
          .letter = letter,
          .kind = OptionKind::text,
          .value = "DIR",
          .noun = "a folder",
          .help = std::move(help)};
}

const Option* find_option(const OptionTable& table, std::string_view name) {
  return find_named(table, name);
}

std::optional<std::string> expected_instead(const Option& option, std::string_view text) {
  switch (option.kind) {
    case OptionKind::flag:
      return "no value";
    case OptionKind::count:
      return refused_count(option, text);
    case OptionKind::body_size:
      return refused_distribution(Quantity::size, text);
    case OptionKind::distribution:
      return refused_distribution(Quantity::time, text);
    case OptionKind::cpus:
      return unless(parse_cpu_list(text).has_value(), cpu_list_syntax);
    case OptionKind::choice:
      return unless(is_choice(option, text) || (option.or_file && text.find('/') != text.npos),
                    fmt::format("one of {}", fmt::join(option.choices, ", ")));
    case OptionKind::text:
      return unless(!text.empty(), option.noun.empty() ? "some text" : option.noun);
    case OptionKind::file:
      return unless(!text.empty(), "a file");
    default:
      return refused_magnitude(option, text);
  }
}

void to_json(Json& json, const Option& option) {
  json = {{"name", option.name}, {"kind", to_string(option.kind)}};
  if (option.letter != 0) json["short"] = std::string(1, option.letter);
  json["value"] = option.value.empty() ? std::string(row_of(option.kind).value) : option.value;
  if (!option.noun.empty()) json["noun"] = option.noun;
  json["default"] = json_value(option.kind, option.standard);
  if (!option.choices.empty()) json["choices"] = option.choices;
  if (!option.least.empty()) json["least"] = json_value(option.kind, option.least);
  if (!option.most.empty()) json["most"] = json_value(option.kind, option.most);
  json["set_by"] = setters[static_cast<std::size_t>(option.set_by)];
  json["help"] = option.help;
}

void from_json(const Json& json, Option& option) {
  const KindName* const known = find_named(kinds, json.at("kind").get<std::string>());
  const auto* const setter =
      std::find(std::begin(setters), std::end(setters), json.at("set_by").get<std::string>());
  option.name = json.at("name").get<std::string>();
  option.letter = json.value("short", std::string(1, '\0')).front();
  // A kind that is newer than this program: its own will check it.
  option.kind = known == nullptr ? OptionKind::text : known->kind;
  option.value = json.value("value", std::string());
  option.noun = json.value("noun", std::string());
  option.standard = text_of(json.at("default"));
  option.least = text_of(json.value("least", Json()));
  option.most = text_of(json.value("most", Json()));
  option.choices = json.value("choices", std::vector<std::string>());
  option.set_by =
      static_cast<SetBy>(setter == std::end(setters) ? 0 : setter - std::begin(setters));
  option.help = json.at("help").get<std::string>();
}

}  // namespace dispatchbench
