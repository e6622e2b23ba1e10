#include "experiments/runner/results/manifest.hpp"

#include <chrono>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/results/result_file.hpp"
#include "experiments/runner/spec/available_peers.hpp"

namespace dispatchbench::runner {
namespace {

/// For people; nothing is measured with it.
std::string wall_time() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%S%z}", fmt::localtime(now));
}

Json to_json(const StrategyList& strategies) {
  Json list = Json::array();
  for (const Strategy& strategy : strategies) {
    list.push_back({{"name", strategy.name},
                    {"summary", strategy.summary},
                    {"backends", strategy.backends},
                    {"placement_by_chance", strategy.placement_by_chance}});
  }
  return list;
}

[[noreturn]] void refuse_resume(const std::string& what) {
  throw UsageError(fmt::format("--resume: {} since the run began; start a new one", what));
}

void refuse_if_programs_changed(const Json& manifest, const Json& programs) {
  for (const auto& [name, identity] : programs.items()) {
    if (manifest.at("programs").at(name).at("hash") != identity.at("hash")) {
      refuse_resume(fmt::format("{} has changed", name));
    }
  }
}

/// Touches what going on with the run, or summing it up, takes from there.
void check_manifest(const Json& manifest) {
  manifest.at("experiment_file").get_ref<const std::string&>();
  for (const char* part : {"spec", "machine", "programs"}) {
    manifest.at(part).get_ref<const Json::object_t&>();
  }
  for (const char* program : {"dispatch_server", "loadgen"}) {
    manifest.at("programs").at(program).at("hash").get_ref<const std::string&>();
  }
  for (const Json& skipped : manifest.value("skipped", Json::array())) {
    skipped.at("name").get_ref<const std::string&>();
    skipped.at("install").get_ref<const std::string&>();
  }
  sizing_of(manifest);
  stopping_in(manifest);
}

}  // namespace

Json read_manifest(const std::filesystem::path& file) {
  Json manifest = read_result_file(file);
  as_written(file, [&] { check_manifest(manifest); });
  return manifest;
}

Json make_manifest(const std::filesystem::path& experiment_file, const Experiment& experiment,
                   const Sizing& sizing, const Plan& plan, const StrategyList& strategies,
                   const Programs& programs, const Json& machine, const Stopping& stopping) {
  return {{"schema_version", schema_version},
          {"experiment", experiment.name},
          {"experiment_file", std::filesystem::absolute(experiment_file).string()},
          {"spec", experiment.spec},
          {"seed", experiment.seed},
          {"scale", sizing.scale},
          {"rounds", plan.rounds},
          {"stopping", to_json(stopping)},
          {"only", sizing.only},
          {"planned_runs", plan.runs.size()},
          {"estimate_seconds", plan.estimate_seconds()},
          {"notes", plan.notes},
          {"started", wall_time()},
          {"machine", machine},
          {"programs", identities_of(programs, experiment)},
          {"skipped", to_json(experiment.skipped)},
          {"strategies", to_json(strategies)}};
}

Sizing sizing_of(const Json& manifest) {
  return {manifest.at("scale").get<double>(), manifest.at("rounds").get<unsigned>(),
          manifest.at("only").get<std::vector<std::string>>()};
}

void refuse_if_changed(const Json& manifest, const Json& spec, const Json& programs,
                       const Json& machine) {
  if (!same_content(manifest.at("spec"), spec)) refuse_resume("the experiment file has changed");
  refuse_if_programs_changed(manifest, programs);
  if (!same_machine(manifest.at("machine"), machine)) refuse_resume("the machine has changed");
}

void refuse_if_peers_changed(const Json& manifest, const Experiment& experiment,
                             const Programs& programs) {
  if (manifest.value("skipped", Json::array()) != to_json(experiment.skipped)) {
    refuse_resume("which peers are installed has changed");
  }
  refuse_if_programs_changed(manifest, identities_of(programs, experiment));
}

}  // namespace dispatchbench::runner
