#include "experiments/runner/spec/experiment.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/environment.hpp"
#include "base/named_rows.hpp"
#include "base/units.hpp"
#include "experiments/runner/process/places.hpp"
#include "experiments/runner/spec/combination.hpp"
#include "experiments/runner/spec/machine_spec.hpp"
#include "experiments/runner/spec/spec_reader.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t most_combinations = 5'000;
constexpr std::uint64_t most_seed = std::uint64_t{1} << 53;  // exact in every reader of JSON
constexpr double default_run_seconds = 5;

Variation read_variation(const std::string& key, const Json& values,
                         const ProgramOptions& options) {
  const auto dot = key.find('.');
  const std::string program = key.substr(0, std::min(dot, key.size()));
  const bool of_program = program == "server" || program == "load";
  const auto check_other = program == "machine"  ? check_machine_option
                           : program == "reload" ? check_reload_key
                                                 : nullptr;
  if (dot == key.npos || (!of_program && check_other == nullptr)) {
    throw UsageError(
        "vary.{}: expected server.OPTION, load.OPTION, or a key of machine or of "
        "reload, as load.body-size",
        key);
  }
  if (!values.is_array() || values.empty()) {
    throw UsageError("vary.{}: expected a list of values", key);
  }
  Variation variation{key, std::nullopt, key.substr(dot + 1), values.get<std::vector<Json>>()};
  if (of_program) variation.program = program == "server" ? Program::server : Program::load;
  for (const Json& value : variation.values) {
    if (variation.program) {
      check_option(options, *variation.program, variation.option, value);
    } else {
      check_other(variation.option, value);
    }
    if (std::count(variation.values.begin(), variation.values.end(), value) > 1) {
      throw UsageError("vary.{}: {} occurs twice", key, value.dump());
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
    if (!variation.program) continue;  // rows have nothing else of their own
    for (const Row& row : rows) {
      const Json& own = variation.program == Program::server ? row.server : row.load;
      if (!own.contains(variation.option)) continue;
      throw UsageError("vary.{}: row {} sets it too", key, row.name);
    }
  }
  if (combinations > most_combinations) {
    reader.refuse("vary", fmt::format("at most {} rows in all", most_combinations));
  }
  return vary;
}

Json read_baseline_point(const SpecReader& reader, const std::vector<Variation>& vary) {
  Json point = reader.object_or_empty("baseline_point");
  for (const auto& [key, value] : point.items()) {
    const auto variation = std::ranges::find(vary, key, &Variation::key);
    if (variation == vary.end()) {
      throw UsageError("baseline_point.{}: expected a key of vary", key);
    }
    const auto& values = variation->values;
    if (std::ranges::find(values, value) != values.end()) continue;
    throw UsageError("baseline_point.{} {}: expected one of {}", key, value.dump(),
                     Json(values).dump());
  }
  return point;
}

/// The requests come whoever answers them: at a rate, each group of a mix at its own, or as a trace
/// has them.
bool is_open_loop(const Json& load) {
  if (load.contains("rate") || load.contains("trace")) return true;
  return load.contains("mix") &&
         std::ranges::all_of(mix_of(load), [](const auto& group) { return group.rate > 0; });
}

const Metric* read_compare(const SpecReader& reader, const Experiment& experiment) {
  if (reader.has("compare")) return &reader.row_of("compare", metrics());
  const auto all = combinations_of(experiment);
  const bool open = std::any_of(all.begin(), all.end(), [](const Combination& combination) {
    return is_open_loop(combination.load);
  });
  return open ? &p99_metric() : &requests_metric();
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

double seconds_in(const Json& load, const char* option) {
  const auto time = parse_duration(load.value(option, std::string("0")));
  return time ? static_cast<double>(time->count()) * 1e-9 : 0;
}

/// A run for a time takes as many times as long as everything does on an emulated machine.
void check_time(const Experiment& experiment, const Combination& combination) {
  const Json& load = combination.load;
  const double seconds =
      combination.dilation * (seconds_in(load, "duration") + seconds_in(load, "warmup"));
  if (std::chrono::duration<double>(seconds) < experiment.run_timeout) return;
  throw UsageError(
      "row {}: {} cores must be {:g} times as slow here, and a run would take {:.0f} s; expected "
      "one below run_timeout, {}",
      combination.row.name, combination.machine->cores, combination.dilation, seconds,
      format_duration(experiment.run_timeout));
}

void estimate_rows(Experiment& experiment, double seconds) {
  for (Row& row : experiment.rows) {
    if (row.estimate_seconds == 0) row.estimate_seconds = seconds;
  }
}

}  // namespace

Experiment parse_experiment(const Json& spec, const Catalog& catalog, const fs::path& file) {
  const SpecReader reader(
      spec, "",
      {"name", "about", "rounds", "seed", "compare", "baseline", "baseline_point", "server", "load",
       "machine", "reload", "rows", "vary", "published", "estimate_seconds", "run_timeout"});
  Experiment experiment;
  experiment.catalog = std::make_shared<const Catalog>(catalog);
  experiment.folder = (fs::current_path() / file).parent_path();
  experiment.name = reader.name("name");
  experiment.about = reader.text("about");
  experiment.rounds = static_cast<unsigned>(reader.count_or("rounds", 1, 1, most_rounds));
  experiment.seed = reader.count_or("seed", 1, 0, most_seed);
  experiment.server = read_options(reader, Program::server, catalog.options);
  experiment.load = read_options(reader, Program::load, catalog.options);
  if (reader.has("machine")) experiment.machine = reader.object_or_empty("machine");
  if (reader.has("reload")) experiment.reload = reader.object_or_empty("reload");
  experiment.rows = read_rows(reader, catalog);
  experiment.vary = read_vary(reader, experiment.rows, catalog.options);
  if (reader.has("baseline")) {
    experiment.baseline = reader.row_of("baseline", experiment.rows).name;
  }
  experiment.baseline_point = read_baseline_point(reader, experiment.vary);
  experiment.published = read_published(reader);
  experiment.run_timeout = reader.time_or("run_timeout", "10m");
  estimate_rows(experiment, reader.positive_or("estimate_seconds", default_run_seconds));
  experiment.spec = spec;
  for (const auto& combination : combinations_of(experiment)) {
    check_combination(combination, catalog);
    if (combination.dilation > 1) check_time(experiment, combination);
  }
  experiment.compare = read_compare(reader, experiment);
  return experiment;
}

Json read_experiment_file(const fs::path& file) {
  Json spec = read_json(file);
  if (spec.is_object() && spec.contains("machine")) take_in_costs(spec["machine"], file);
  return spec;
}

fs::path experiments_folder() {
  const auto named = environment("DISPATCHBENCH_EXPERIMENTS");
  return named ? fs::path(*named) : data_root() / "experiments";
}

/// Of the folder of experiments: itself, and what claims of others are held against.
constexpr std::array experiment_rooms{"", "ledger"};

std::vector<fs::path> experiment_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const char* const room : experiment_rooms) {
    for (const auto& entry : fs::directory_iterator(folder / room, ignored)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

fs::path find_experiment(const std::string& name, const fs::path& folder) {
  if (fs::is_regular_file(name)) return name;
  for (const char* const room : experiment_rooms) {
    for (const fs::path& candidate : {folder / room / name, folder / room / (name + ".json")}) {
      if (fs::is_regular_file(candidate)) return candidate;
    }
  }
  std::vector<std::string> names;
  for (const fs::path& file : experiment_files(folder)) names.push_back(file.stem().string());
  throw UsageError("{}: no such experiment; choose a file or one of {}", name,
                   fmt::join(names, ", "));
}

Experiment narrowed(Experiment experiment, const std::vector<std::string>& only) {
  if (only.empty()) return experiment;
  for (const std::string& name : only) {
    if (find_named(experiment.rows, name) != nullptr) continue;
    refuse_option("only", name, "rows among " + names_of(experiment.rows));
  }
  std::erase_if(experiment.rows, [&](const Row& row) {
    return std::find(only.begin(), only.end(), row.name) == only.end();
  });
  return experiment;
}

Experiment without_missing_peers(Experiment experiment, const fs::path& bin) {
  std::vector<Row> rows;
  for (Row& row : experiment.rows) {
    if (!row.peer || !row.peer->url.empty() || program_of(*row.peer, bin)) {
      rows.push_back(std::move(row));
    } else {
      experiment.skipped.push_back({row.name, row.peer->install});
    }
  }
  if (rows.empty()) {
    throw UsageError("{}: no row can be run; to install {}: {}", experiment.name,
                     experiment.skipped.front().name, experiment.skipped.front().install);
  }
  experiment.rows = std::move(rows);
  return experiment;
}

ProgramIdentities identities_of(const Programs& programs, const Experiment& experiment) {
  ProgramIdentities identities = identities_of(programs);
  for (const Row& row : experiment.rows) {
    if (!row.peer || !row.peer->url.empty()) continue;
    const auto program = program_of(*row.peer, programs.server.parent_path());
    identities[row.strategy] = identity_of(program.value());
  }
  return identities;
}

}  // namespace dispatchbench::runner
