#include "experiments/runner/spec/catalog.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/named_rows.hpp"
#include "experiments/runner/process/child_process.hpp"

namespace dispatchbench::runner {
namespace {

/// The list that `program` prints when asked with `question`, read by `parse`.
template <typename Parse>
auto listed_by(const std::filesystem::path& program, const char* question, Parse parse) {
  const std::vector<std::string> command{program.string(), question, "--json"};
  const auto answer = output_of(command, std::chrono::seconds(20));
  try {
    return parse(Json::parse(answer.value_or("")));
  } catch (const std::exception&) {
    throw std::runtime_error(fmt::format("{} gave no list of {}", fmt::join(command, " "),
                                         std::string_view(question).substr(7)));
  }
}

/// Reads what --list-strategies --json prints; throws if it is no list of strategies, or an empty
/// one.
StrategyList parse_strategies(const Json& list) {
  auto strategies = list.get<StrategyList>();
  if (strategies.empty()) throw std::invalid_argument("there is no strategy");
  return strategies;
}

/// What `option` expects if it does not take `value`.
std::optional<std::string> expected_instead_of(const Json& value, const Option& option) {
  if (option.kind == OptionKind::flag) {
    return value.is_boolean() ? std::nullopt : std::optional<std::string>("true or false");
  }
  const bool is_word =
      value.is_string() && std::ranges::count(option.choices, value.get<std::string>()) > 0;
  const bool has_its_type = option.kind == OptionKind::count ? value.is_number_integer() || is_word
                            : option.kind == OptionKind::number ? value.is_number()
                                                                : value.is_string();
  return expected_instead(option, has_its_type ? plain_text(value) : "");
}

}  // namespace

std::string_view name_of(Program program) {
  return program == Program::server ? "server" : "load";
}

Catalog read_catalog(const Programs& programs) {
  Catalog catalog;
  catalog.strategies = listed_by(programs.server, "--list-strategies", parse_strategies);
  catalog.parts = listed_by(programs.server, "--list-parts",
                            [](const Json& parts) { return parts.get<Parts>(); });
  catalog.options.server = listed_by(programs.server, "--list-options", options_for_experiments);
  catalog.options.load = listed_by(programs.load, "--list-options", options_for_experiments);
  catalog.peers = read_peers(peers_file(), catalog.options.server);
  return catalog;
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
    throw UsageError("{}.{}: unknown option; choose from {}", name_of(program), name,
                     names_of(known.of(program)));
  }
  if (const auto expected = expected_instead_of(value, *option)) {
    throw UsageError("{}.{} {}: expected {}", name_of(program), name, value.dump(), *expected);
  }
}

bool placed_by_chance(const Catalog& catalog, const Strategy& strategy, const Json& server) {
  if (!server.contains("accept") && !server.contains("placement")) {
    return strategy.placement_by_chance;
  }
  const auto own = strategy.parts.value_or(StrategyParts());
  const auto* const accept = find_named(catalog.parts.accept, server.value("accept", own.accept));
  const auto* const placement =
      find_named(catalog.parts.placement, server.value("placement", own.placement));
  if (accept == nullptr || placement == nullptr) return false;
  return placement->by_chance.value_or(accept->by_chance.value_or(false));
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
