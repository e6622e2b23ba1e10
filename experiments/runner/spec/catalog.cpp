#include "experiments/runner/spec/catalog.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

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
  } catch (const Json::exception&) {
    throw std::runtime_error(fmt::format("{} gave no list of {}", fmt::join(command, " "),
                                         std::string_view(question).substr(7)));
  }
}

}  // namespace

StrategyList parse_strategies(const Json& list) {
  StrategyList strategies;
  try {
    for (const Json& row : list) {
      strategies.push_back({row.at("name").get<std::string>(), row.value("summary", ""),
                            row.value("backends", std::vector<std::string>{}),
                            row.value("placement_by_chance", false)});
    }
  } catch (const Json::exception& error) {
    throw std::runtime_error(fmt::format("not a list of strategies: {}", error.what()));
  }
  if (strategies.empty()) throw std::runtime_error("not a list of strategies: it is empty");
  return strategies;
}

Catalog read_catalog(const Programs& programs) {
  Catalog catalog;
  catalog.strategies = listed_by(programs.server, "--list-strategies", parse_strategies);
  catalog.options.server = listed_by(programs.server, "--list-options", options_for_experiments);
  catalog.options.load = listed_by(programs.load, "--list-options", options_for_experiments);
  catalog.peers = read_peers(peers_file(), catalog.options.server);
  return catalog;
}

const Strategy* find_strategy(const StrategyList& strategies, const std::string& name) {
  const auto found = std::find_if(strategies.begin(), strategies.end(),
                                  [&](const Strategy& known) { return known.name == name; });
  return found == strategies.end() ? nullptr : &*found;
}

std::string names_of(const StrategyList& strategies) {
  std::vector<std::string_view> names;
  names.reserve(strategies.size());
  for (const Strategy& strategy : strategies) names.push_back(strategy.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace dispatchbench::runner
