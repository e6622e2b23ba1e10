#include "experiments/runner/spec/combination.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/affinity.hpp"
#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "base/named_rows.hpp"
#include "base/whole.hpp"
#include "experiments/runner/spec/dilation.hpp"

namespace dispatchbench::runner {
namespace {

bool is_set(const Json& options, const std::string& name) {
  return options.contains(name) && options.at(name) != false;
}

/// The experiment's object with the point's values for it.
Json object_at(Json object, const Json& point, std::string_view prefix) {
  for (const auto& [key, value] : point.items()) {
    if (key.starts_with(prefix)) object[key.substr(prefix.size())] = value;
  }
  return object;
}

Json merged(const Json& common, const Json& special, const Json& point, Program program) {
  Json options = common;
  options.update(special);
  return object_at(std::move(options), point, fmt::format("{}.", name_of(program)));
}

/// Options that say what is measured: a peer that does not have them cannot stand beside the rest.
bool is_essential(const std::string& option) {
  return option == "null" || option == "store" || option == "demand" ||
         option.starts_with("emulate-");
}

/// Of the options for all rows a peer gets those that mean something to it.
Json taken_by(const Row& row, Json options) {
  if (!row.peer) return options;
  Json taken = Json::object();
  for (const auto& [name, value] : options.items()) {
    if (row.peer->takes(name) || is_essential(name)) taken[name] = value;
  }
  return taken;
}

[[noreturn]] void refuse(const Combination& combination, const std::string& what) {
  throw UsageError("row {}: {}", combination.row.name, what);
}

/// Of a path in a configuration the experiment's store alone is the user's to choose.
void check_store_of_peer(const Combination& combination, const Peer& peer) {
  if (!peer.in_config.contains("store") || !is_set(combination.server, "store")) return;
  const Json& store = combination.server.at("store");
  const auto path = std::filesystem::absolute(store.get<std::string>()).string();
  if (fits_configuration(path)) return;
  refuse(combination, fmt::format("server.store {}: expected a path without \", \\, $ and control "
                                  "characters, for {} has it in its configuration",
                                  json_text(Json(path)), peer.name));
}

/// Why no peer can have an option, if none can.
std::string_view cannot(const std::string& option) {
  if (option.starts_with("emulate-")) return "peers cannot be emulated; ";
  return option == "demand" ? "peers do no work that requests ask for; " : "";
}

void check_peer(const Combination& combination, const Peer& peer) {
  check_store_of_peer(combination, peer);
  for (const auto& [name, value] : combination.server.items()) {
    if (peer.takes(name) || !is_set(combination.server, name)) continue;
    refuse(combination, fmt::format("server.{}: {}{} has only {}", name, cannot(name), peer.name,
                                    fmt::join(peer.options, ", ")));
  }
}

void check_server(const Combination& combination, const Catalog& catalog) {
  const Json& server = combination.server;
  if (is_set(server, "store") == is_set(server, "null")) {
    refuse(combination, "expected one of server.store and server.null");
  }
  if (server.value("copy", "read") == "discard" && !is_set(server, "null")) {
    refuse(combination, "server.copy \"discard\": expected read or splice without server.null");
  }
  if (combination.row.peer) return check_peer(combination, *combination.row.peer);
  if (!server.contains("backend")) return;
  const Strategy* strategy = find_named(catalog.strategies, combination.row.strategy);
  const auto backend = server.at("backend").get<std::string>();
  if (strategy == nullptr || strategy->backends.empty()) return;
  const auto& backends = strategy->backends;
  if (std::find(backends.begin(), backends.end(), backend) == backends.end()) {
    refuse(combination, fmt::format("server.backend \"{}\": {} has {}", backend, strategy->name,
                                    fmt::join(backends, ", ")));
  }
}

void check_file(const Combination& combination, const char* option) {
  const auto file = combination.load.at(option).get<std::string>();
  if (std::filesystem::is_regular_file(file)) return;
  refuse(combination, fmt::format("load.{} {}: no such file", option, file));
}

/// Its groups say how much they send, or the load how long.
void check_mix(const Combination& combination) {
  check_file(combination, "mix");
  if (combination.load.contains("requests")) {
    refuse(combination, "load.requests: the groups of the mix say how many, or load.duration");
  }
  const workload::Mix mix = mix_of(combination.load);
  if (combination.load.contains("duration")) return;
  const auto endless =
      std::ranges::find_if(mix, [](const workload::Group& group) { return !group.requests; });
  if (endless == mix.end()) return;
  refuse(combination,
         fmt::format("load.mix: expected requests of group {}, or load.duration", endless->name));
}

/// It says itself how much there is.
void check_trace(const Combination& combination) {
  check_file(combination, "trace");
  for (const char* name : {"requests", "duration"}) {
    if (!combination.load.contains(name)) continue;
    refuse(combination, fmt::format("load.{}: the trace says how much there is", name));
  }
}

void check_load(const Combination& combination) {
  const Json& load = combination.load;
  if (load.contains("trace")) return check_trace(combination);
  if (load.contains("mix")) return check_mix(combination);
  if (load.contains("requests") == load.contains("duration")) {
    refuse(combination, "expected one of load.requests and load.duration");
  }
  const auto threads = load.value("threads", combination.connections);
  if (combination.connections > 0 && combination.connections < threads) {
    refuse(combination, fmt::format("load.connections {}: expected at least one a thread, {}",
                                    combination.connections, threads));
  }
}

/// Where they lie, whatever folder loadgen runs in.
Json with_files_found(Json load, const std::filesystem::path& folder) {
  for (const char* name : {"mix", "trace"}) {
    if (load.contains(name)) load[name] = (folder / load.at(name).get<std::string>()).string();
  }
  return load;
}

/// One a thread, unless it says otherwise; loadgen knows how many threads it has by default. 0
/// where a file says it, or what comes.
std::uint64_t connections_in(const Json& load, const OptionTable& options) {
  if (load.contains("mix") || load.contains("trace")) return 0;
  for (const char* name : {"connections", "threads"}) {
    if (!load.contains(name)) continue;
    return load.at(name).is_number() ? load.at(name).get<std::uint64_t>() : 0;
  }
  const Option* const threads = find_option(options, "threads");
  return threads == nullptr || threads->standard.empty() ? 1 : std::stoull(threads->standard);
}

double needed_dilation(const Combination& combination) {
  return least_dilation(*combination.machine, combination.server, combination.load, usable_cpus());
}

Combination combination_of(const Row& row, const Json& point, const Experiment& experiment) {
  const Catalog& catalog = *experiment.catalog;
  Combination combination;
  combination.row = row;
  combination.point = point;
  combination.server = taken_by(row, merged(experiment.server, row.server, point, Program::server));
  combination.load =
      with_files_found(merged(experiment.load, row.load, point, Program::load), experiment.folder);
  combination.connections = connections_in(combination.load, catalog.options.load);
  const Strategy* const strategy = find_named(catalog.strategies, row.strategy);
  combination.placement_by_chance =
      !row.peer && strategy != nullptr && placed_by_chance(catalog, *strategy, combination.server);
  return combination;
}

/// Every point of the cartesian product of `vary`, the last key changing fastest.
std::vector<Json> points_of(const std::vector<Variation>& vary) {
  std::vector<Json> points{Json::object()};
  for (const Variation& variation : vary) {
    std::vector<Json> finer;
    for (const Json& point : points) {
      for (const Json& value : variation.values) {
        finer.push_back(point);
        finer.back()[variation.key] = value;
      }
    }
    points = std::move(finer);
  }
  return points;
}

std::optional<MachineSpec> machine_at(const Experiment& experiment, const Json& point) {
  const Json object = object_at(experiment.machine, point, "machine.");
  return object.is_null() ? std::nullopt : std::optional(read_machine(object));
}

std::optional<ReloadSpec> reload_at(const Experiment& experiment, const Json& point) {
  const Json object = object_at(experiment.reload, point, "reload.");
  return object.is_null() ? std::nullopt : std::optional(read_reload(object));
}

void check_reload(const Combination& combination) {
  if (combination.row.peer) refuse(combination, "reload: expected a strategy, not a peer");
  if (combination.machine) refuse(combination, "reload: expected none on another machine");
  const auto why = why_no_reload(*combination.reload, combination.server, combination.load);
  if (why) refuse(combination, *why);
}

/// As much for all of them as one needs: what takes turns should be measured alike.
void dilate(std::vector<Combination>& here, const MachineSpec& machine) {
  double most = machine.asked.value_or(1);
  if (!machine.asked) {
    for (const Combination& one : here) most = std::max(most, needed_dilation(one));
    if (most > 1) most = std::ceil(most);
  }
  for (Combination& one : here) one.dilation = most;
}

/// Whether a program takes what its options become: "5ms" may be 400ms, and 5s too long.
void check_dilated(const Combination& combination, const Json& options, const OptionTable& table,
                   Program program) {
  const Json dilated = dilated_options(options, table, combination.dilation);
  for (const auto& [name, value] : options.items()) {
    const Option* const option = find_option(table, name);
    if (option == nullptr || dilated.at(name) == value || !dilated.at(name).is_string()) continue;
    const auto text = dilated.at(name).get<std::string>();
    if (const auto expected = expected_instead(*option, text)) {
      refuse(
          combination,
          fmt::format("{}.{} {}: {:g} times as long (machine) it is {}; expected {}",
                      name_of(program), name, value.dump(), combination.dilation, text, *expected));
    }
  }
}

void check_dilation(const Combination& combination) {
  const double needed = needed_dilation(combination);
  if (combination.dilation >= needed) return;
  refuse(combination, fmt::format("machine.dilation {:g}: expected {:.0f} at least, for {} cores "
                                  "on {}",
                                  combination.dilation, std::ceil(needed),
                                  combination.machine->cores, usable_cpus()));
}

/// Options whose times cannot be made longer, or that take a real core.
void check_emulated(const Combination& combination, const Catalog& catalog) {
  for (const auto& [name, value] : combination.server.items()) {
    if (!name.starts_with("emulate-")) continue;
    refuse(combination, fmt::format("server.{}: expected none, for machine.costs has them", name));
  }
  if (combination.server.value("demand", Json()) == "spin") {
    refuse(combination, "server.demand \"spin\": expected emulate or block on an emulated machine");
  }
  for (const char* const option : {"mix", "trace"}) {
    if (!is_set(combination.load, option)) continue;
    refuse(combination, fmt::format("load.{}: the times in a file cannot be made longer, as an "
                                    "emulated machine needs them",
                                    option));
  }
  check_dilation(combination);
  check_dilated(combination, combination.server, catalog.options.server, Program::server);
  check_dilated(combination, combination.load, catalog.options.load, Program::load);
}

}  // namespace

workload::Mix mix_of(const Json& load) {
  const auto file = load.at("mix").get<std::string>();
  const auto text = read_whole(file);
  if (!text) throw UsageError("load.mix {}: cannot be read", file);
  return workload::parse_mix(*text, fmt::format("load.mix {}", file));
}

std::vector<Combination> combinations_of(const Experiment& experiment) {
  std::vector<Combination> combinations;
  for (const Json& point : points_of(experiment.vary)) {
    const auto machine = machine_at(experiment, point);
    const auto reload = reload_at(experiment, point);
    std::vector<Combination> here;
    for (const Row& row : experiment.rows) {
      here.push_back(combination_of(row, point, experiment));
      here.back().machine = machine;
      here.back().reload = reload;
    }
    if (machine && !machine->real) dilate(here, *machine);
    std::ranges::move(here, std::back_inserter(combinations));
  }
  return combinations;
}

void check_combination(const Combination& combination, const Catalog& catalog) {
  check_server(combination, catalog);
  if (combination.machine) {
    if (combination.row.peer)
      refuse(combination, "machine: expected none where peers are measured");
    if (!combination.machine->real) check_emulated(combination, catalog);
  }
  check_load(combination);
  if (combination.reload) check_reload(combination);
}

}  // namespace dispatchbench::runner
