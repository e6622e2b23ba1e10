#include "experiments/runner/spec/experiment.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/units.hpp"
#include "experiments/runner/spec/combination.hpp"
#include "experiments/runner/spec/spec_reader.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::size_t most_combinations = 5'000;
constexpr std::uint64_t most_seed = std::uint64_t{1} << 53;  // exact in every reader of JSON
constexpr double default_run_seconds = 5;

Variation read_variation(const std::string& key, const Json& values,
                         const ProgramOptions& options) {
  const auto dot = key.find('.');
  const std::string program = key.substr(0, std::min(dot, key.size()));
  if (dot == key.npos || (program != "server" && program != "load")) {
    throw UsageError(
        fmt::format("vary.{}: expected server.OPTION or load.OPTION, as load.body-size", key));
  }
  if (!values.is_array() || values.empty()) {
    throw UsageError(fmt::format("vary.{}: expected a list of values", key));
  }
  Variation variation{key, program == "server" ? Program::server : Program::load,
                      key.substr(dot + 1), values.get<std::vector<Json>>()};
  for (const Json& value : variation.values) {
    check_option(options, variation.program, variation.option, value);
    if (std::count(variation.values.begin(), variation.values.end(), value) > 1) {
      throw UsageError(fmt::format("vary.{}: {} occurs twice", key, value.dump()));
    }
  }
  return variation;
}

std::vector<Variation> read_vary(const SpecReader& reader, const std::vector<Row>& rows,
                                 const ProgramOptions& options) {
  std::vector<Variation> vary;
  std::size_t combinations = rows.size();
  const Json object = reader.object_or_empty("vary");
  for (const auto& [key, values] : object.items()) {
    vary.push_back(read_variation(key, values, options));
    const Variation& variation = vary.back();
    combinations *= variation.values.size();
    for (const Row& row : rows) {
      const Json& own = variation.program == Program::server ? row.server : row.load;
      if (!own.contains(variation.option)) continue;
      throw UsageError(fmt::format("vary.{}: row {} sets it too", key, row.name));
    }
  }
  if (combinations > most_combinations) {
    reader.refuse("vary", fmt::format("at most {} rows in all", most_combinations));
  }
  return vary;
}

std::string read_baseline(const SpecReader& reader, const std::vector<Row>& rows) {
  if (!reader.has("baseline")) return {};
  std::string name = reader.text("baseline");
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const Row& row : rows) names.push_back(row.name);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    reader.refuse("baseline", fmt::format("one of the rows {}", fmt::join(names, ", ")));
  }
  return name;
}

Json read_baseline_point(const SpecReader& reader, const std::vector<Variation>& vary) {
  Json point = reader.object_or_empty("baseline_point");
  for (const auto& [name, value] : point.items()) {
    const std::string& key = name;  // a structured binding cannot be captured
    const auto variation = std::find_if(vary.begin(), vary.end(),
                                        [&](const Variation& known) { return known.key == key; });
    if (variation == vary.end()) {
      throw UsageError(fmt::format("baseline_point.{}: expected a key of vary", key));
    }
    const auto& values = variation->values;
    if (std::find(values.begin(), values.end(), value) != values.end()) continue;
    throw UsageError(fmt::format("baseline_point.{} {}: expected one of {}", key, value.dump(),
                                 Json(values).dump()));
  }
  return point;
}

Json read_published(const SpecReader& reader) {
  if (!reader.has("published")) return nullptr;
  const SpecReader published(reader.at("published"), "published",
                             {"about", "ratio", "requests_per_second"});
  published.text_or("about", "");  // refuses anything but text
  for (const char* key : {"ratio", "requests_per_second"}) {
    const Json figures = published.object_or_empty(key);
    for (const auto& [name, value] : figures.items()) {
      if (!value.is_number()) published.refuse(key, "an object of numbers by row");
    }
  }
  return reader.at("published");
}

Nanoseconds read_run_timeout(const SpecReader& reader) {
  const auto timeout = parse_duration(reader.text_or("run_timeout", "10m"));
  if (!timeout || *timeout <= Nanoseconds{0}) reader.refuse("run_timeout", duration_syntax);
  return *timeout;
}

void estimate_rows(Experiment& experiment, double seconds) {
  for (Row& row : experiment.rows) {
    if (row.estimate_seconds == 0) row.estimate_seconds = seconds;
  }
}

}  // namespace

Experiment parse_experiment(const Json& spec, const Catalog& catalog) {
  const SpecReader reader(
      spec, "",
      {"name", "about", "rounds", "seed", "baseline", "baseline_point", "server", "load", "rows",
       "vary", "published", "estimate_seconds", "run_timeout"});
  Experiment experiment;
  experiment.name = reader.name("name");
  experiment.about = reader.text("about");
  experiment.rounds = static_cast<unsigned>(reader.count_or("rounds", 1, 1, most_rounds));
  experiment.seed = reader.count_or("seed", 1, 0, most_seed);
  experiment.server = read_options(reader, Program::server, catalog.options);
  experiment.load = read_options(reader, Program::load, catalog.options);
  experiment.rows = read_rows(reader, catalog);
  experiment.vary = read_vary(reader, experiment.rows, catalog.options);
  experiment.baseline = read_baseline(reader, experiment.rows);
  experiment.baseline_point = read_baseline_point(reader, experiment.vary);
  experiment.published = read_published(reader);
  experiment.run_timeout = read_run_timeout(reader);
  estimate_rows(experiment, reader.positive_or("estimate_seconds", default_run_seconds));
  experiment.spec = spec;
  for (const auto& combination : combinations_of(experiment)) {
    check_combination(combination, catalog.strategies);
  }
  return experiment;
}

}  // namespace dispatchbench::runner
