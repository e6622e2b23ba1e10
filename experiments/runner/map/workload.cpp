#include "experiments/runner/map/workload.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/each.hpp"
#include "base/units.hpp"
#include "experiments/runner/spec/machine_spec.hpp"
#include "experiments/runner/spec/spec_reader.hpp"
#include "workload/demand.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// What the map varies itself.
constexpr const char* set_by_the_map[] = {"rate",    "requests",    "duration", "warmup",
                                          "threads", "connections", "seed"};

workload::Distribution demand_of(const Json& load) {
  if (!load.contains("demand") || !load.at("demand").is_string()) return workload::Distribution();
  return workload::parse_demand(load.at("demand").get<std::string>())
      .value_or(workload::Distribution());
}

void check_mapped_load(const SpecReader& reader, const Json& load) {
  for (const char* option : set_by_the_map) {
    if (load.contains(option)) {
      reader.refuse("load", fmt::format("no {}, which the map sets", option));
    }
  }
  if (demand_of(load).none()) {
    reader.refuse("load", fmt::format("a demand: {}", workload::demand_syntax()));
  }
  if (load.contains("requests-per-connection") &&
      !load.at("requests-per-connection").is_number_integer()) {
    reader.refuse("load", "requests-per-connection as a whole number");
  }
  if (!std::isfinite(demand_of(load).mean())) reader.refuse("load", "a demand with a finite mean");
}

workload::Distribution body_of(const Json& load) {
  const workload::Distribution none(dispatchbench::Quantity::size);
  if (!load.contains("body-size") || !load.at("body-size").is_string()) return none;
  const std::string text = load.at("body-size").get<std::string>();
  return workload::Distribution::parse(text, dispatchbench::Quantity::size).value_or(none);
}

/// What a request costs a core beside its demand, its share of its connection among it. Of kept
/// connections the beginning does not count.
double overhead_ns(const Workload& workload, const Costs& costs) {
  const double body = workload.mean_body_bytes();
  const double request = costs.of(Event::request) + body * costs.of(byte_event(workload.server));
  const auto shared_by = workload.requests_per_connection();
  if (!shared_by) return request;
  const auto requests = static_cast<double>(*shared_by);
  const double early = std::min(requests * body, static_cast<double>(EarlyBytes::most));
  const double connection = costs.of(Event::accept) + costs.of(Event::open_connection) +
                            costs.of(Event::close_connection) + early * costs.of(Event::early_byte);
  return request + connection / requests;
}

}  // namespace

std::optional<std::uint64_t> Workload::requests_per_connection() const {
  const std::uint64_t requests = load.value("requests-per-connection", std::uint64_t{0});
  return requests == 0 ? std::nullopt : std::optional(requests);
}

double Workload::mean_demand_ns() const {
  return traced ? traced->mean_demand_ns : demand_of(load).mean();
}

double Workload::mean_body_bytes() const {
  return traced ? traced->mean_body_bytes : body_of(load).mean();
}

std::uint64_t Workload::connections(unsigned cores) const {
  return std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::llround(connections_per_core * cores)));
}

double Workload::mean_service_seconds(const Costs& costs) const {
  return (mean_demand_ns() + overhead_ns(*this, costs)) * 1e-9;
}

double Workload::capacity(unsigned cores, const Costs& costs) const {
  const double workers = static_cast<double>(threads_per_core) * cores;
  const double service = mean_service_seconds(costs);
  const double of_a_core = service - blocked_share * mean_demand_ns() * 1e-9;
  return std::min(workers / service, cores / of_a_core);
}

Workload parse_workload(const Json& content, const std::string& name) {
  const SpecReader reader(content, "",
                          {"title", "description", "connections_per_core", "threads_per_core",
                           "placement_delay", "server", "load"});
  Workload workload;
  workload.name = name;
  workload.content = content;
  workload.title = reader.text("title");
  workload.description = reader.text("description");
  workload.connections_per_core = reader.positive_or("connections_per_core", 1);
  workload.threads_per_core = reader.count_or("threads_per_core", 1, 1, 64);
  if (reader.has("placement_delay")) {
    workload.placement_delay = reader.text("placement_delay");
    if (!parse_duration(*workload.placement_delay)) {
      reader.refuse("placement_delay", "a duration, as 10ms");
    }
  }
  workload.server = reader.object_or_empty("server");
  if (!workload.server.contains("demand")) workload.server["demand"] = "emulate";
  workload.blocked_share = workload.server.at("demand") == "block" ? 1 : 0;
  workload.load = reader.object_or_empty("load");
  check_mapped_load(reader, workload.load);
  return workload;
}

std::vector<Workload> read_workloads(const fs::path& folder, const std::vector<std::string>& only) {
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  const auto names = each(files, [](const fs::path& file) { return file.stem().string(); });
  for (const std::string& name : only) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    refuse_option("workloads", name, fmt::format("some of {}", fmt::join(names, ", ")));
  }
  if (files.empty()) {
    throw UsageError("{}: expected the folder of workloads, a JSON file each", folder.string());
  }
  std::vector<Workload> workloads;
  for (const fs::path& file : files) {
    const std::string name = file.stem().string();
    if (!only.empty() && std::find(only.begin(), only.end(), name) == only.end()) continue;
    try {
      workloads.push_back(parse_workload(read_json(file), name));
    } catch (const UsageError& error) {
      throw UsageError("{}: {}", file.string(), error.what());
    }
  }
  return workloads;
}

}  // namespace dispatchbench::runner
