// Whether two runs measured the same thing on the same machine.
#include <map>
#include <set>

#include <fmt/format.h>

#include "experiments/runner/analysis/comparison.hpp"

namespace dispatchbench::runner {
namespace {

/// What says how much is run and in which order, or is there for people; not what a run is.
const std::set<std::string> ignored_keys{
    "name",     "about", "rounds",           "seed",    "baseline",    "baseline_point",
    "vary",     "rows",  "estimate_seconds", "repeats", "run_timeout", "published",
    "strategy", "peer"};

using Flat = std::map<std::string, Json>;

void flatten(const Json& value, const std::string& name, Flat& into) {
  for (const auto& [key, part] : value.items()) {
    if (ignored_keys.count(key) != 0) continue;
    const std::string path = name.empty() ? key : fmt::format("{}.{}", name, key);
    if (part.is_object()) {
      flatten(part, path, into);
    } else {
      into[path] = part;
    }
  }
}

double rounds_of(const Manifest& manifest) {
  return number_at(manifest.spec, "rounds").value_or(1);
}

/// `load.requests` is the total over all rounds; what one run sends is what counts.
void divide_requests(Json& options, double rounds) {
  if (const auto total = number_at(options, "requests")) options["requests"] = *total / rounds;
}

/// What every row shares, by path: "server.copy".
Flat common_options(const Manifest& manifest) {
  Json spec = manifest.spec;
  if (spec.contains("load")) divide_requests(spec["load"], rounds_of(manifest));
  Flat options;
  flatten(spec, "", options);
  options["scale"] = manifest.scale;
  return options;
}

std::string name_of_row(const Json& row) {
  if (row.is_string()) return row.get<std::string>();
  const Json peer = row.value("peer", Json(""));
  const Json& described = peer.is_object() ? peer.at("name") : peer;
  return row.value("name", row.value("strategy", described.get<std::string>()));
}

/// A row's own options, "load.connections"; nothing if there is no such row.
std::optional<Flat> options_of_row(const Manifest& manifest, const std::string& name) {
  const Json rows = manifest.spec.value("rows", Json("all"));
  if (!rows.is_array()) return Flat();
  for (Json row : rows) {
    if (name_of_row(row) != name) continue;
    Flat options;
    if (!row.is_object()) return options;
    if (row.contains("load")) divide_requests(row["load"], rounds_of(manifest));
    flatten(row, "", options);
    return options;
  }
  return std::nullopt;
}

std::string shown(const Flat& values, const std::string& key) {
  const auto found = values.find(key);
  return found == values.end() ? "not set" : found->second.dump();
}

void add_differences(const Flat& before, const Flat& after, const std::string& prefix,
                     std::vector<std::string>& lines) {
  Flat all = before;
  all.insert(after.begin(), after.end());
  for (const auto& [key, value] : all) {
    const std::string one = shown(before, key), other = shown(after, key);
    if (one != other) lines.push_back(fmt::format("{}{}: {} against {}", prefix, key, one, other));
  }
}

/// Rows that only one of the two has make no difference to the others.
void add_option_differences(const Manifest& base, const Manifest& next, const Summary& summary,
                            std::vector<std::string>& lines) {
  add_differences(common_options(base), common_options(next), "", lines);
  std::set<std::string> names;
  for (const RowSummary& row : summary.rows) names.insert(row.name);
  for (const std::string& name : names) {
    const auto before = options_of_row(base, name), after = options_of_row(next, name);
    if (before && after) add_differences(*before, *after, name + ": ", lines);
  }
}

}  // namespace

std::vector<std::string> differences(const FinishedRun& base, const FinishedRun& next,
                                     Machines machines) {
  std::vector<std::string> lines;
  const auto compare = [&](const std::string& key, const Json& one, const Json& other) {
    if (one == other) return;
    lines.push_back(fmt::format("{}: {} against {}", key, one.dump(), other.dump()));
  };
  compare("experiment", base.summary.experiment, next.summary.experiment);
  const Json before = base.summary.machine.hardware;
  const Json after = next.summary.machine.hardware;
  for (const auto& [key, value] : before.items()) {
    if (machines == Machines::must_be_alike) compare(key, value, after.at(key));
  }
  if (base.manifest && next.manifest) {
    add_option_differences(*base.manifest, *next.manifest, base.summary, lines);
  }
  return lines;
}

}  // namespace dispatchbench::runner
