#include "experiments/runner/analysis/summary.hpp"

#include <algorithm>
#include <set>

#include "experiments/runner/analysis/ceiling.hpp"
#include "experiments/runner/analysis/draws.hpp"
#include "experiments/runner/analysis/noise_floor.hpp"
#include "experiments/runner/analysis/row_figures.hpp"
#include "experiments/runner/analysis/tiers.hpp"
#include "experiments/runner/report/conclusions.hpp"
#include "experiments/runner/results/estimate_json.hpp"
#include "experiments/runner/spec/available_peers.hpp"
#include "experiments/runner/spec/combination.hpp"

namespace dispatchbench::runner {
namespace {

/// One row at one point, and what came of it.
struct Measured {
  Combination combination;
  Runs all;
  Runs ok;
  Json row;  // of summary.json
};

Runs runs_of(const Runs& all, const std::string& name, const Json& point) {
  Runs runs;
  std::copy_if(all.begin(), all.end(), std::back_inserter(runs),
               [&](const MeasuredRun* run) { return run->name == name && run->point == point; });
  return runs;
}

Runs successes(const Runs& runs) {
  Runs ok;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(ok),
               [](const MeasuredRun* run) { return run->ok(); });
  return ok;
}

std::vector<Measured> measured_in(const Experiment& experiment, const Runs& runs) {
  std::vector<Measured> measured;
  for (Combination& combination : combinations_of(experiment)) {
    Runs all = runs_of(runs, combination.row.name, combination.point);
    if (all.empty()) continue;
    Runs ok = successes(all);
    measured.push_back({std::move(combination), std::move(all), std::move(ok), {}});
  }
  return measured;
}

const Measured* find(const std::vector<Measured>& measured, const std::string& name,
                     const Json& point) {
  for (const Measured& each : measured) {
    if (each.combination.row.name == name && each.combination.point == point) return &each;
  }
  return nullptr;
}

/// What a row is compared with; null if with nothing, or with a row that never ran.
const Measured* baseline_of(const Experiment& experiment, const std::vector<Measured>& measured,
                            const Measured& each) {
  if (experiment.baseline.empty() && experiment.baseline_point.empty()) return nullptr;
  Json point = each.combination.point;
  point.update(experiment.baseline_point);
  const std::string& name =
      experiment.baseline.empty() ? each.combination.row.name : experiment.baseline;
  return find(measured, name, point);
}

/// The ceiling row that ran at the same point.
Runs ceiling_at(const std::vector<Measured>& measured, const Json& point) {
  for (const Measured& each : measured) {
    if (each.combination.row.strategy == ceiling_row && each.combination.point == point) {
      return each.ok;
    }
  }
  return {};
}

unsigned rounds_in(const Runs& runs) {
  std::set<unsigned> rounds;
  for (const MeasuredRun* run : runs) rounds.insert(run->round);
  return static_cast<unsigned>(rounds.size());
}

Json identity_of(const Measured& each) {
  const Row& row = each.combination.row;
  return {{"name", row.name},
          {"strategy", row.strategy},
          {"point", each.combination.point},
          {"peer", row.peer.has_value()},
          {"placement_by_chance", decided_by_chance(each.combination)},
          {"rounds", rounds_in(each.ok)},
          {"runs", each.ok.size()},
          {"failed", each.all.size() - each.ok.size()}};
}

void add_comparison(Json& row, const Measured& each, const Measured* baseline,
                    unsigned comparisons) {
  row["baseline"] = baseline == &each;
  row["ratio_to_baseline"] = nullptr;
  row["compared_to_baseline"] = nullptr;
  if (baseline == nullptr) return;
  const auto ratios = paired_ratios(each.ok, baseline->ok);
  if (ratios.empty()) return;
  const Estimate ratio = estimate_of_ratios(ratios, comparisons);
  row["ratio_to_baseline"] = to_json(ratio, ratios);
  if (baseline != &each) row["compared_to_baseline"] = to_string(difference(ratio));
}

Json summarize_row(const Experiment& experiment, const std::vector<Measured>& measured,
                   const Measured& each, unsigned looks) {
  const Measured* baseline = baseline_of(experiment, measured, each);
  const bool by_chance = decided_by_chance(each.combination);
  const Runs nobody;
  Json row = identity_of(each);
  row.update(figures_of(each.ok, looks));
  row["percent_of_ceiling"] =
      or_null(percent_of_ceiling(each.ok, ceiling_at(measured, each.combination.point)));
  add_comparison(row, each, baseline, comparisons_in(experiment) * looks);
  row["over_rounds"] =
      over_rounds(each.ok, baseline == nullptr || baseline == &each ? nobody : baseline->ok,
                  measured.size(), by_chance);
  row["draws"] = by_chance ? draws_in(each.ok) : Json(nullptr);
  row["flags"] = flags_in(each.all);
  return row;
}

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

bool competes(const Measured& each) {
  return !each.ok.empty() && !each.row.at("peer").get<bool>() &&
         each.combination.row.strategy != ceiling_row;
}

/// Positions of strategies that can be ranked beside each other.
std::vector<std::vector<std::size_t>> competitions(const std::vector<Measured>& measured) {
  std::vector<std::pair<Json, std::vector<std::size_t>>> groups;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    if (!competes(measured[i])) continue;
    const Json setting = setting_of(measured[i].combination);
    const auto known = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return same_content(group.first, setting);
    });
    if (known == groups.end()) {
      groups.push_back({setting, {i}});
    } else {
      known->second.push_back(i);
    }
  }
  std::vector<std::vector<std::size_t>> members;
  members.reserve(groups.size());
  for (auto& group : groups) members.push_back(std::move(group.second));
  return members;
}

/// Adds tier, leader (null for that one), ratio_to_leader and compared_to_leader. Returns the most
/// pairs of any competition.
unsigned add_tiers(std::vector<Measured>& measured, unsigned looks) {
  for (Measured& each : measured) {
    for (const char* key : {"tier", "leader", "ratio_to_leader", "compared_to_leader"}) {
      each.row[key] = nullptr;
    }
  }
  unsigned most = 1;
  for (const auto& members : competitions(measured)) {
    std::vector<Runs> rows;
    rows.reserve(members.size());
    for (const std::size_t i : members) rows.push_back(measured[i].ok);
    most = std::max(most, pairs_of(rows.size()));
    if (rows.size() < 2) continue;
    const auto found = standings(rows, pairs_of(rows.size()) * looks);
    for (std::size_t i = 0; i < members.size(); ++i) {
      Json& row = measured[members[i]].row;
      if (found[i].tier) row["tier"] = *found[i].tier;
      if (!found[i].ratio) continue;
      row["leader"] = measured[members[found[i].leader]].combination.row.name;
      row["ratio_to_leader"] = to_json(*found[i].ratio, {});
      row["ratio_to_leader"].erase("values");
      row["compared_to_leader"] = to_string(difference(*found[i].ratio));
    }
  }
  return most;
}

bool are_twins(const Measured& a, const Measured& b) {
  const Combination& one = a.combination;
  const Combination& other = b.combination;
  return one.row.strategy == other.row.strategy && one.point == other.point &&
         same_content(one.server, other.server) && same_content(one.load, other.load);
}

/// Each row with the first one before it that differs from it in name alone.
std::vector<Twins> twins_in(const std::vector<Measured>& measured) {
  std::vector<Twins> twins;
  for (std::size_t later = 1; later < measured.size(); ++later) {
    for (std::size_t i = 0; i < later; ++i) {
      if (!are_twins(measured[i], measured[later])) continue;
      twins.push_back({measured[i].combination.row.name, measured[later].combination.row.name,
                       measured[i].combination.point, measured[i].ok, measured[later].ok});
      break;
    }
  }
  return twins;
}

Json stopping_json(const Stopping& stopping, const Json& rows) {
  if (!stopping.until) return nullptr;
  const Json widest = widest_interval(rows);
  const auto width = number_at(widest, "half_width");
  return {{"until", *stopping.until},
          {"looks", stopping.looks},
          {"widest", widest},
          {"reached", widest.is_null() || (width && *width <= *stopping.until)}};
}

/// Of all marks and limits that the rows have.
void add_words(Json& summary) {
  summary["marks"] = Json::object();
  summary["limits"] = Json::object();
  for (const Json& row : summary.at("strategies")) {
    for (const auto& [mark, runs] : row.at("flags").items()) {
      summary["marks"][mark] = mark_in_words(mark);
    }
    for (const auto& [limit, runs] : row.at("limited_by").items()) {
      summary["limits"][limit] = limit_in_words(limit);
    }
  }
}

/// Of the time that the runs took: starting, stopping and waiting are the rest.
Json load_share(const Runs& runs) {
  double all = 0, load = 0;
  for (const MeasuredRun* run : runs) {
    if (!run->ok()) continue;
    all += run->seconds();
    load += load_seconds(*run);
  }
  return all > 0 ? Json(load / all) : Json(nullptr);
}

}  // namespace

unsigned comparisons_in(const Experiment& experiment) {
  std::size_t compared = 1;
  if (!experiment.baseline.empty()) compared *= experiment.rows.size();
  for (const Variation& variation : experiment.vary) {
    if (experiment.baseline_point.contains(variation.key)) compared *= variation.values.size();
  }
  return static_cast<unsigned>(std::max<std::size_t>(compared, 2) - 1);
}

Json summarize(const Experiment& experiment, const Plan& plan, const Json& machine,
               const Runs& runs, const Stopping& stopping) {
  const unsigned looks = stopping.corrections();
  auto measured = measured_in(experiment, runs);
  for (Measured& each : measured) {
    each.row = summarize_row(experiment, measured, each, looks);
  }
  const unsigned pairs = add_tiers(measured, looks);
  Json strategies = Json::array();
  for (const Measured& each : measured) strategies.push_back(each.row);
  const unsigned comparisons = comparisons_in(experiment);
  Json summary{
      {"schema_version", 1},
      {"experiment", experiment.name},
      {"about", experiment.about},
      {"baseline", experiment.baseline.empty() ? Json(nullptr) : Json(experiment.baseline)},
      {"baseline_point", experiment.baseline_point},
      {"published", experiment.published},
      {"rounds", plan.rounds},
      {"planned_runs", plan.runs.size()},
      {"finished_runs", runs.size()},
      {"load_share", load_share(runs)},
      {"comparisons", comparisons},
      {"rounds_needed", rounds_needed(comparisons * looks)},
      {"rounds_needed_for_tiers", rounds_needed(pairs * looks)},
      {"stopping", stopping_json(stopping, strategies)},
      {"machine", machine},
      {"noise_floor", noise_floor(twins_in(measured), looks)},
      {"strategies", std::move(strategies)},
      {"skipped", to_json(experiment.skipped)}};
  add_words(summary);
  const Json caveats = caveats_of(summary);
  summary["caveats"] = caveats;
  summary["not_concluded"] = caveats;  // the earlier name, which readers may know
  return summary;
}

}  // namespace dispatchbench::runner
