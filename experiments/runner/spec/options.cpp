#include "experiments/runner/spec/options.hpp"

#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"

namespace dispatchbench::runner {
namespace {

std::string names_of(const OptionTable& options) {
  std::vector<std::string_view> names;
  names.reserve(options.size());
  for (const Option& option : options) names.push_back(option.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Whether JSON's own type is that of the option's values.
bool has_its_type(const Option& option, const Json& value) {
  if (option.kind == OptionKind::count) return value.is_number_integer();
  if (option.kind == OptionKind::number) return value.is_number();
  return value.is_string();
}

/// What `option` expects if it does not take `value`.
std::optional<std::string> expected_instead_of(const Json& value, const Option& option) {
  if (option.kind == OptionKind::flag) {
    return value.is_boolean() ? std::nullopt : std::optional<std::string>("true or false");
  }
  return expected_instead(option, has_its_type(option, value) ? plain_text(value) : "");
}

}  // namespace

std::string_view name_of(Program program) {
  return program == Program::server ? "server" : "load";
}

OptionTable options_for_experiments(const Json& list) {
  auto options = list.get<OptionTable>();
  std::erase_if(options, [](const Option& option) { return option.set_by != SetBy::experiment; });
  return options;
}

void check_option(const ProgramOptions& known, Program program, const std::string& name,
                  const Json& value) {
  const Option* const option = find_option(known.of(program), name);
  if (option == nullptr) {
    throw UsageError(fmt::format("{}.{}: unknown option; choose from {}", name_of(program), name,
                                 names_of(known.of(program))));
  }
  if (const auto expected = expected_instead_of(value, *option)) {
    throw UsageError(
        fmt::format("{}.{} {}: expected {}", name_of(program), name, value.dump(), *expected));
  }
}

std::vector<std::string> arguments_of(const Json& options) {
  std::vector<std::string> arguments;
  for (const auto& [name, value] : options.items()) {
    if (value.is_boolean() && !value.get<bool>()) continue;
    arguments.push_back("--" + name);
    if (!value.is_boolean()) arguments.push_back(plain_text(value));
  }
  return arguments;
}

}  // namespace dispatchbench::runner
