#include "experiments/runner/spec/strategy_list.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/runner/process/child_process.hpp"

namespace dispatchbench::runner {

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

StrategyList list_strategies(const std::filesystem::path& server) {
  const std::vector<std::string> command{server.string(), "--list-strategies", "--json"};
  const auto answer = output_of(command, std::chrono::seconds(20));
  const Json list = Json::parse(answer.value_or(""), nullptr, false);
  if (!list.is_array()) {
    throw std::runtime_error(fmt::format("{} gave no list of strategies", fmt::join(command, " ")));
  }
  return parse_strategies(list);
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
