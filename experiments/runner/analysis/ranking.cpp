#include "experiments/runner/analysis/ranking.hpp"

#include <algorithm>

#include "base/each.hpp"
#include "experiments/runner/analysis/ceiling.hpp"
#include "experiments/runner/analysis/tiers.hpp"

namespace dispatchbench::runner {
namespace {

/// What rows must have in common to be ranked beside each other: the point, the cores and the work,
/// however much of it each was given.
Json setting_of(const Combination& combination) {
  Json setting = combination.load;
  for (const char* amount : {"requests", "duration", "seed"}) setting.erase(amount);
  for (const auto& [name, value] : combination.server.items()) {
    if (name.starts_with("emulate-")) setting[name] = value;
  }
  return {{"point", combination.point}, {"setting", setting}};
}

bool competes(const RowWithRuns& row) {
  return !row.ok.empty() && !row.summary.stopped && !row.summary.peer &&
         row.combination.row.strategy != ceiling_row;
}

/// Positions of strategies that can be ranked beside each other.
std::vector<std::vector<std::size_t>> competitions(const std::vector<RowWithRuns>& rows) {
  std::vector<Json> settings;
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!competes(rows[i])) continue;
    const Json setting = setting_of(rows[i].combination);
    const auto known = std::find_if(settings.begin(), settings.end(), [&](const Json& other) {
      return same_content(other, setting);
    });
    const auto group = static_cast<std::size_t>(known - settings.begin());
    if (known == settings.end()) {
      settings.push_back(setting);
      groups.emplace_back();
    }
    groups[group].push_back(i);
  }
  return groups;
}

void add_standing(std::vector<RowWithRuns>& rows, RowSummary& row, const Standing& standing,
                  std::size_t leader) {
  row.tier = standing.tier;
  if (!standing.ratio) return;
  row.leader = rows[leader].summary.name;
  row.ratio_to_leader = standing.ratio;
  row.compared_to_leader = difference(*standing.ratio);
}

}  // namespace

unsigned add_tiers(std::vector<RowWithRuns>& rows, const Metric& metric, unsigned looks) {
  unsigned most = 1;
  for (const auto& members : competitions(rows)) {
    const auto runs = each(members, [&](std::size_t i) { return rows[i].ok; });
    most = std::max(most, pairs_of(runs.size()));
    if (runs.size() < 2) continue;
    const auto found = standings(runs, metric, pairs_of(runs.size()) * looks);
    for (std::size_t i = 0; i < members.size(); ++i) {
      add_standing(rows, rows[members[i]].summary, found[i], members[found[i].leader]);
    }
  }
  return most;
}

}  // namespace dispatchbench::runner
