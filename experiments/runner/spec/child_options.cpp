#include "experiments/runner/spec/child_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/affinity.hpp"
#include "base/command_line.hpp"
#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::array server_table{
    ChildOption{"threads", Kind::count},
    ChildOption{"store", Kind::text},
    ChildOption{"null", Kind::flag},
    ChildOption{"copy", Kind::choice, "read splice discard"},
    ChildOption{"backend", Kind::choice, "asio epoll"},
    ChildOption{"accept", Kind::text},
    ChildOption{"placement", Kind::text},
    ChildOption{"handoff", Kind::text},
    ChildOption{"afterwards", Kind::text},
    ChildOption{"seed", Kind::count},
    ChildOption{"buffer-size", Kind::size},
    ChildOption{"quantum", Kind::size},
    ChildOption{"backlog", Kind::count},
    ChildOption{"emulate-core", Kind::rate},
    ChildOption{"emulate-request", Kind::duration},
    ChildOption{"emulate-accept", Kind::duration},
    ChildOption{"sample-interval", Kind::duration},
    ChildOption{"header-timeout", Kind::duration},
    ChildOption{"idle-timeout", Kind::duration},
    ChildOption{"body-timeout", Kind::duration},
    ChildOption{"min-rate", Kind::rate},
    ChildOption{"max-body", Kind::size},
    ChildOption{"max-connections", Kind::count},
    ChildOption{"drain-timeout", Kind::duration},
    ChildOption{"pin", Kind::cpus},
    ChildOption{"no-server-timing", Kind::flag},
};

constexpr std::array load_table{
    ChildOption{"requests", Kind::count},
    ChildOption{"threads", Kind::count},
    ChildOption{"connections", Kind::count},
    ChildOption{"body-size", Kind::body_size},
    ChildOption{"split", Kind::choice, "static shared"},
    ChildOption{"requests-per-connection", Kind::count},
    ChildOption{"duration", Kind::duration},
    ChildOption{"rate", Kind::number},
    ChildOption{"warmup", Kind::duration},
    ChildOption{"method", Kind::choice, "PUT GET"},
    ChildOption{"key-prefix", Kind::text},
    ChildOption{"expect-continue", Kind::flag},
    ChildOption{"timeout", Kind::duration},
    ChildOption{"seed", Kind::count},
    ChildOption{"pin", Kind::cpus},
};

constexpr std::int64_t most_count = 1'000'000'000;

bool positive_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0;
}

/// "40MB", "uniform:1MB,4MB", "exponential:4MB", "pareto:1MB,1.5".
bool is_body_size(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return parse_size(text).has_value();
  const auto shape = text.substr(0, colon);
  const auto rest = text.substr(colon + 1);
  if (shape == "exponential") return parse_size(rest).has_value();
  const auto comma = rest.find(',');
  if (comma == rest.npos || !parse_size(rest.substr(0, comma))) return false;
  const auto last = rest.substr(comma + 1);
  if (shape == "uniform") return parse_size(last).has_value();
  return shape == "pareto" && positive_number(last);
}

bool is_choice(std::string_view choices, std::string_view text) {
  for (auto rest = choices; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == text) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

bool accepts_text(const ChildOption& option, const std::string& text) {
  switch (option.kind) {
    case Kind::size:
      return parse_size(text).has_value();
    case Kind::body_size:
      return is_body_size(text);
    case Kind::duration:
      return parse_duration(text).has_value();
    case Kind::rate:
      return parse_rate(text).has_value();
    case Kind::cpus:
      return parse_cpu_list(text).has_value();
    case Kind::choice:
      return is_choice(option.choices, text);
    case Kind::text:
      return !text.empty();
    default:
      return false;
  }
}

bool accepts(const ChildOption& option, const Json& value) {
  if (option.kind == Kind::flag) return value.is_boolean();
  if (option.kind == Kind::count) {
    return value.is_number_integer() && value >= 0 && value <= most_count;
  }
  if (option.kind == Kind::number) return value.is_number() && value > 0;
  return value.is_string() && accepts_text(option, value.get<std::string>());
}

std::string expected(const ChildOption& option) {
  switch (option.kind) {
    case Kind::flag:
      return "true or false";
    case Kind::count:
      return fmt::format("a whole number from 0 to {}", most_count);
    case Kind::number:
      return "a number above 0";
    case Kind::size:
      return std::string(size_syntax);
    case Kind::body_size:
      return "a size, uniform:a,b, exponential:mean or pareto:scale,shape";
    case Kind::duration:
      return std::string(duration_syntax);
    case Kind::rate:
      return std::string(rate_syntax);
    case Kind::cpus:
      return std::string(cpu_list_syntax);
    case Kind::choice:
      return fmt::format("one of {}", option.choices);
    case Kind::text:
      return "some text";
  }
  return {};
}

std::string names_of(std::span<const ChildOption> options) {
  std::vector<std::string_view> names;
  names.reserve(options.size());
  for (const ChildOption& option : options) names.push_back(option.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string_view name_of(Program program) {
  return program == Program::server ? "server" : "load";
}

std::span<const ChildOption> options_of(Program program) {
  if (program == Program::server) return server_table;
  return load_table;
}

void check_option(Program program, const std::string& name, const Json& value) {
  const auto options = options_of(program);
  const auto option = std::find_if(options.begin(), options.end(),
                                   [&](const ChildOption& known) { return known.name == name; });
  if (option == options.end()) {
    throw UsageError(fmt::format("{}.{}: unknown option; choose from {}", name_of(program), name,
                                 names_of(options)));
  }
  if (!accepts(*option, value)) {
    throw UsageError(fmt::format("{}.{} {}: expected {}", name_of(program), name, value.dump(),
                                 expected(*option)));
  }
}

std::vector<std::string> arguments_of(const Json& options) {
  std::vector<std::string> arguments;
  for (const auto& [name, value] : options.items()) {
    if (value.is_boolean() && !value.get<bool>()) continue;
    arguments.push_back("--" + name);
    if (value.is_boolean()) continue;
    arguments.push_back(plain_text(value));
  }
  return arguments;
}

}  // namespace dispatchbench::runner
