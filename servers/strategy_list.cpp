#include "servers/strategy_list.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace dispatchbench {
namespace {

template <typename Items, typename Name>
std::vector<std::string> names_of(const Items& items, Name name) {
  std::vector<std::string> names;
  names.reserve(items.size());
  for (const auto& item : items) names.emplace_back(name(item));
  return names;
}

std::vector<std::string> backends_of(const StrategyRow& row) {
  return names_of(row.backends, [](Backend backend) { return to_string(backend); });
}

/// What a strategy starts: "N workers, 1 acceptor".
std::string threads_of(const StrategyRow& row) {
  const std::string_view workers = row.single_worker ? "1 worker" : "N workers";
  if (row.other_threads.empty()) return std::string(workers);
  return fmt::format("{}, {}", workers, row.other_threads);
}

}  // namespace

std::string strategy_names() {
  const auto names = names_of(strategies(), [](const StrategyRow& row) { return row.name; });
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string backend_names(const StrategyRow& row) {
  return fmt::format("{}", fmt::join(backends_of(row), ", "));
}

std::string list_strategies() {
  std::string list;
  for (const StrategyRow& row : strategies()) {
    list += fmt::format("{:<24} {}\n{:24} threads: {}; backends: {}\n", row.name, row.summary, "",
                        threads_of(row), backend_names(row));
  }
  return list;
}

std::string list_strategies_as_json() {
  auto list = nlohmann::ordered_json::array();
  for (const StrategyRow& row : strategies()) {
    list.push_back({{"name", row.name},
                    {"summary", row.summary},
                    {"backends", backends_of(row)},
                    {"threads", threads_of(row)},
                    {"placement_by_chance", row.placement_by_chance}});
  }
  return list.dump(2) + "\n";
}

}  // namespace dispatchbench
