#include "servers/strategy_list.hpp"

#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/named_rows.hpp"

namespace dispatchbench {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string_view> names_of_backends(const std::vector<const BackendRow*>& backends) {
  std::vector<std::string_view> names;
  names.reserve(backends.size());
  for (const BackendRow* const row : backends) names.push_back(row->name);
  return names;
}

/// What a strategy starts: "N workers, 1 acceptor".
std::string threads_of(const StrategyRow& row) {
  const std::string_view workers = row.single_worker         ? "1 worker"
                                   : row.one_connection_each ? "N workers for a connection each"
                                                             : "N workers";
  if (row.other_threads.empty()) return std::string(workers);
  return fmt::format("{}, {}", workers, row.other_threads);
}

std::string parts_of(const StrategyRow& row) {
  if (!row.parts) return "a loop of its own";
  return fmt::format("{}, {}, {}, {}", row.parts->accept->name, row.parts->placement->name,
                     row.parts->handoff->name, row.parts->afterwards->name);
}

Json parts_as_json(const StrategyRow& row) {
  if (!row.parts) return nullptr;
  return {{"accept", row.parts->accept->name},
          {"placement", row.parts->placement->name},
          {"handoff", row.parts->handoff->name},
          {"afterwards", row.parts->afterwards->name}};
}

/// " (not here: why)", or nothing.
template <typename Row>
std::string unavailability(const Row& row) {
  if constexpr (requires { why_unavailable(row); }) {
    const std::string reason = why_unavailable(row);
    if (!reason.empty()) return fmt::format(" (not here: {})", reason);
  }
  return {};
}

/// Calls `list(kind, rows)` for each kind of part, by the name of its option.
template <typename List>
void for_each_kind(List list) {
  list("accept", accepts());
  list("placement", placements());
  list("handoff", handoffs());
  list("afterwards", afterwards());
  list("backend", backends());
}

}  // namespace

std::string strategy_names() {
  return names_of(strategies());
}

std::string composed_strategy_names() {
  std::vector<std::string_view> names;
  for (const StrategyRow& row : strategies()) {
    if (row.parts) names.push_back(row.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string backend_names(const std::vector<const BackendRow*>& backends) {
  return fmt::format("{}", fmt::join(names_of_backends(backends), ", "));
}

std::string list_strategies() {
  std::string list;
  for (const StrategyRow& row : strategies()) {
    list +=
        fmt::format("{:<24} {}\n{:24} parts: {}; threads: {}; backends: {}\n", row.name,
                    row.summary, "", parts_of(row), threads_of(row), backend_names(row.backends));
  }
  return list;
}

std::string list_strategies_as_json() {
  Json list = Json::array();
  for (const StrategyRow& row : strategies()) {
    list.push_back({{"name", row.name},
                    {"summary", row.summary},
                    {"backends", names_of_backends(row.backends)},
                    {"threads", threads_of(row)},
                    {"placement_by_chance", row.placement_by_chance},
                    {"parts", parts_as_json(row)}});
  }
  return list.dump(2) + "\n";
}

std::string list_parts() {
  std::string list;
  for_each_kind([&](std::string_view kind, const auto& rows) {
    list += fmt::format("--{}\n", kind);
    for (const auto& row : rows) {
      list += fmt::format("  {:<22} {}{}\n", row.name, row.summary, unavailability(row));
    }
  });
  return list;
}

std::string list_parts_as_json() {
  Json list = Json::object();
  for_each_kind([&](std::string_view kind, const auto& rows) {
    Json& parts = list[std::string(kind)] = Json::array();
    for (const auto& row : rows) {
      parts.push_back({{"name", row.name}, {"summary", row.summary}});
      if constexpr (requires { row.hashed; }) parts.back()["by_chance"] = row.hashed;
      if constexpr (requires { row.chooses; }) {
        parts.back()["by_chance"] = row.chooses ? Json(row.by_chance) : Json(nullptr);
      }
      if constexpr (requires { why_unavailable(row); }) {
        const std::string reason = why_unavailable(row);
        parts.back()["unavailable"] = reason.empty() ? Json(nullptr) : Json(reason);
      }
    }
  });
  return list.dump(2) + "\n";
}

}  // namespace dispatchbench
