#include "experiments/runner/spec/spec_reader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/// A value in a message: whole if short, for the message is one line.
std::string shown(const Json& value) {
  std::string text = value.dump();
  if (text.size() > 60) text = text.substr(0, 60) + "…";
  return text;
}

/// Up to 64 of the characters above, fit for a file name.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.front() != '.' && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), is_name_character);
}

}  // namespace

SpecReader::SpecReader(const Json& object, std::string where,
                       const std::vector<std::string_view>& known)
    : object_(object), where_(std::move(where)) {
  if (!object.is_object()) {
    throw UsageError("{} {}: expected an object with the keys {}",
                     where_.empty() ? "the experiment" : where_, shown(object),
                     fmt::join(known, ", "));
  }
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    throw UsageError("{}: unknown key; choose from {}", place_of(key), fmt::join(known, ", "));
  }
}

std::string SpecReader::place_of(const std::string& key) const {
  return where_.empty() ? key : where_ + "." + key;
}

void SpecReader::refuse(const std::string& key, std::string_view expected) const {
  const std::string value = has(key) ? " " + shown(at(key)) : " is missing";
  throw UsageError("{}{}: expected {}", place_of(key), value, expected);
}

std::string SpecReader::text(const std::string& key) const {
  if (!has(key) || !at(key).is_string() || at(key).get_ref<const std::string&>().empty()) {
    refuse(key, "some text");
  }
  return at(key).get<std::string>();
}

std::string SpecReader::text_or(const std::string& key, std::string fallback) const {
  return has(key) ? text(key) : std::move(fallback);
}

std::string SpecReader::name(const std::string& key) const {
  if (!has(key) || !at(key).is_string() || !is_name(at(key).get<std::string>())) {
    refuse(key, "a name of lower-case letters, digits, dots and dashes");
  }
  return at(key).get<std::string>();
}

std::uint64_t SpecReader::count_or(const std::string& key, std::uint64_t fallback,
                                   std::uint64_t least, std::uint64_t most) const {
  if (!has(key)) return fallback;
  const Json& value = at(key);
  if (!value.is_number_integer() || value < least || value > most) {
    refuse(key, fmt::format("a whole number from {} to {}", least, most));
  }
  return value.get<std::uint64_t>();
}

double SpecReader::positive_or(const std::string& key, double fallback) const {
  if (!has(key)) return fallback;
  if (!at(key).is_number() || at(key) <= 0) refuse(key, "a number above 0");
  return at(key).get<double>();
}

double SpecReader::number(const std::string& key, double least, double most) const {
  if (!has(key) || !at(key).is_number() || at(key) < least || at(key) > most) {
    refuse(key, fmt::format("a number from {} to {}", least, most));
  }
  return at(key).get<double>();
}

Nanoseconds SpecReader::time_or(const std::string& key, std::string fallback) const {
  const auto time = parse_duration(text_or(key, std::move(fallback)));
  if (!time || *time <= Nanoseconds{0}) refuse(key, duration_syntax);
  return *time;
}

bool SpecReader::flag(const std::string& key) const {
  if (!has(key)) return false;
  if (!at(key).is_boolean()) refuse(key, "true or false");
  return at(key).get<bool>();
}

Json SpecReader::object_or_empty(const std::string& key) const {
  if (!has(key)) return Json::object();
  if (!at(key).is_object()) refuse(key, "an object of options by their long names");
  return at(key);
}

}  // namespace dispatchbench::runner
