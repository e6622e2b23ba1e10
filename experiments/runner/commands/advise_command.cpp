#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/each.hpp"
#include "base/json_text.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/advice/advice.hpp"
#include "experiments/runner/advice/changed_loads.hpp"
#include "experiments/runner/advice/traced.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/commands/how_far.hpp"
#include "experiments/runner/commands/logged_trace.hpp"
#include "experiments/runner/map/plan.hpp"
#include "experiments/runner/process/memory_file.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "simulator/map/asked.hpp"
#include "simulator/map/designs.hpp"
#include "simulator/model.hpp"
#include "workload/demand.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

std::string advise_usage() {
  return "usage: bench advise --connections N --cores N --demand DIST [options]\n"
         "       bench advise --trace FILE | --access-log FILE --cores N [options]\n"
         "Which strategies fit a load, with figures, how far the nearest case of a map is, what\n"
         "would change the answer, and which setting of a known server each strategy is. The load\n"
         "is simulated with every strategy that has a model.\n";
}

OptionTable advise_options() {
  using enum OptionKind;
  // clang-format off
  return {
      {.name = "connections", .letter = 'c', .kind = count, .least = "1", .most = "1000000",
       .help = "open at once"},
      {.name = "cores", .kind = count, .least = "1", .most = "100000", .help = "of the server"},
      {.name = "demand", .kind = distribution, .help = "time of a core that a request needs"},
      {.name = "requests-per-connection", .kind = count, .standard = "0", .most = "1000000",
       .help = "after which a client closes it; 0: connections are kept"},
      {.name = "size", .letter = 's', .kind = size, .standard = "1B", .least = "1B",
       .help = "of a request's body"},
      {.name = "blocking", .kind = percent, .standard = "0%", .least = "0%", .most = "100%",
       .help = "share of the demand in which a handler waits for something else, and its thread "
               "with it"},
      {.name = "threads-per-core", .kind = count, .standard = "1", .least = "1", .most = "64",
       .help = "that run handlers"},
      {.name = "load", .kind = number, .least = "0.001", .most = "1000",
       .help = "of what the cores can do (else 0.7, or that of the trace)"},
      {.name = "rate", .kind = number, .least = "0.001",
       .help = "requests a second, instead of --load"},
      {.name = "trace", .kind = text, .value = "FILE", .noun = "a file",
       .help = "a recorded load, instead of its description"},
      {.name = "access-log", .kind = text, .value = "FILE", .noun = "a file",
       .help = "of nginx or Apache, with the time that requests took, instead of a description"},
      log_format_option(),
      folder_option("map", 0,
                    "the map to look for the nearest case in (else results/map/latest and "
                    "those in results/reference)"),
      {.name = "requests", .kind = count, .standard = "20000", .least = "100", .most = "10000000",
       .help = "of each simulation, at least"},
      {.name = "seed", .kind = count, .standard = "1", .least = "1", .most = "999999999",
       .help = "of everything that is drawn"},
      {.name = "json", .help = "print JSON"}};
  // clang-format on
}

/// What is said twice, and what is not said. Throws UsageError.
void refuse_unclear(const OptionValues& values) {
  const bool logged = values.has("access-log");
  if (logged && values.has("trace")) values.refuse("access-log", "no --trace beside it");
  if (!logged && values.given("format")) values.refuse("format", "--access-log beside it");
  const bool recorded = logged || values.has("trace");
  for (const char* name : {"connections", "demand", "requests-per-connection", "size"}) {
    if (recorded && values.given(name)) {
      values.refuse(name, logged ? "nothing beside --access-log, which says it"
                                 : "nothing beside --trace, which says it");
    }
  }
  for (const char* name : {"connections", "demand"}) {
    if (!recorded && !values.has(name)) {
      throw UsageError("advise: expected --{}, --trace or --access-log; see --help", name);
    }
  }
  if (!values.has("cores")) throw UsageError("advise: expected --cores; see --help");
}

/// The trace of an access log, to be replayed as long as it lives; nothing where none is named.
std::optional<MemoryFile> trace_of_log(const OptionValues& values) {
  if (!values.has("access-log")) return std::nullopt;
  return MemoryFile(logged_trace(values.text("access-log"), values, "advise"));
}

Description described_by_options(const OptionValues& values) {
  Description description;
  description.connections = values.count("connections");
  description.demand = values.text("demand");
  description.body_bytes = values.size("size");
  if (const auto requests = values.count("requests-per-connection"); requests > 0) {
    description.requests_per_connection = requests;
  }
  return description;
}

Description load_described(const OptionValues& values, const std::optional<MemoryFile>& log) {
  if (log) return described_by_trace(log->path(), values.text("access-log"), "access-log");
  if (!values.has("trace")) return described_by_options(values);
  const std::string& file = values.text("trace");
  return described_by_trace(file, file, "trace");
}

Description described(const OptionValues& values, const std::optional<MemoryFile>& log) {
  Description description = load_described(values, log);
  description.cores = static_cast<unsigned>(values.count("cores"));
  description.threads_per_core = values.count("threads-per-core");
  description.blocked_share = values.percent("blocking");
  if (!workload::parse_demand(description.demand)) {
    values.refuse("demand", workload::demand_syntax());
  }
  return description;
}

/// What is said of it, else what the trace has, else the reference load.
double load_of(const OptionValues& values, const Description& description, double capacity) {
  if (values.has("load") && values.has("rate")) values.refuse("rate", "no --load beside it");
  if (values.has("load")) return values.number("load");
  if (values.has("rate")) return values.number("rate") / capacity;
  return description.traced ? description.traced->requests_per_second / capacity : 0.7;
}

/// The folders that hold maps: the one that is named, else the last one and those that are kept.
std::vector<fs::path> map_folders(const OptionValues& values) {
  if (values.has("map")) return {values.text("map")};
  std::vector<fs::path> folders;
  std::error_code none;
  for (const auto& kept : fs::directory_iterator(reference_root(), none)) folders.push_back(kept);
  std::ranges::sort(folders);
  folders.insert(folders.begin(), results_root() / "map" / "latest");
  std::erase_if(folders,
                [](const fs::path& each) { return !fs::is_regular_file(each / "map.json"); });
  return folders;
}

/// Of cases that are equally near, the first.
void keep_nearer(std::optional<NearestCase>& nearest, std::optional<NearestCase> found,
                 const fs::path& folder) {
  if (!found || (nearest && nearest->distance <= found->distance)) return;
  nearest = std::move(found);
  nearest->map = from_here(folder);
}

void add_nearest(const std::vector<fs::path>& folders, double mean_service_seconds,
                 Advice& advice) {
  for (const fs::path& folder : folders) {
    const Map map = read_map(folder);
    const auto nearest = [&](bool measured) {
      return nearest_case(map, advice.description, mean_service_seconds, measured);
    };
    keep_nearer(advice.nearest, nearest(false), folder);
    keep_nearer(advice.nearest_measured, nearest(true), folder);
    if (advice.map.empty()) advice.map = from_here(folder);
  }
  if (advice.nearest) advice.map = advice.nearest->map;
}

std::vector<MappedStrategy> modelled() {
  return each(simulator::modelled_strategies(),
              [](const StrategyRow* row) { return simulator::described(*row); });
}

/// Those that somebody could set a known server to.
std::vector<NotSimulated> unmodelled(const std::vector<SettingsRow>& settings) {
  std::vector<NotSimulated> all;
  for (const StrategyRow& row : strategies()) {
    const auto known = settings_for(settings, std::string(row.name));
    const auto why = simulator::why_no_model(row);
    if (why && !known.empty()) all.push_back({std::string(row.name), *why, known});
  }
  return all;
}

void simulate_answer(const simulator::Asking& asking, Interrupt& interrupt, Advice& advice) {
  const auto changes = changed_loads(advice.description);
  std::vector<Description> all{advice.description};
  for (const ChangedLoad& change : changes) all.push_back(change.description);
  HowFar counter("parts simulated", stderr);  // stdout has the answer
  const auto panels = simulator::simulate_described(
      all, asking, interrupt,
      [&](std::size_t finished, std::size_t cells) { counter.show(finished, cells); });
  const auto settings = read_settings(experiments_folder() / "advice" / "settings.json");
  advice.strategies = advised(panels.front(), advice.requests_per_second, modelled(), settings);
  advice.not_simulated = unmodelled(settings);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    advice.changes.push_back(change_of(changes[i].what, panels[i + 1], advice.strategies));
  }
}

int advise(const OptionValues& values) {
  Advice advice;
  Description& description = advice.description;
  refuse_unclear(values);
  const std::optional<MemoryFile> log = trace_of_log(values);
  description = described(values, log);
  simulator::Asking asking;
  asking.profile = costs_named(standard_costs);
  asking.seed = values.count("seed");
  asking.requests = values.count("requests");
  const double capacity =
      workload_of(description).capacity(description.cores, asking.profile.costs());
  description.load = load_of(values, description, capacity);
  refuse_beyond_limits(description, workload_of(description).mean_demand_ns() * 1e-9);
  advice.requests_per_second = description.load * capacity;
  add_nearest(map_folders(values),
              workload_of(description).mean_service_seconds(asking.profile.costs()), advice);
  Interrupt interrupt;
  simulate_answer(asking, interrupt, advice);
  const std::uint64_t requests =
      description.traced ? description.traced->requests : asking.requests;
  advice.caveats = {
      simulated_only({asking.draws, requests, description.traced.has_value(), asking.profile.cpu})};
  print_if_possible(stdout, "{}",
                    values.has("json") ? json_text(Json(advice), 2) + "\n" : text_of(advice));
  return 0;
}

}  // namespace

const Command advise_command{
    "advise", "which strategies fit a load that you describe", advise_usage, advise_options, 0,
    advise};

}  // namespace dispatchbench::runner
