#include "experiments/runner/spec/plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/affinity.hpp"
#include "base/named_rows.hpp"
#include "base/units.hpp"
#include "experiments/runner/spec/dilation.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::uint64_t least_requests_a_connection = 2;
constexpr unsigned most_over_first = 5;

/// std::shuffle may differ from one standard library to the next; this does not.
template <class T>
void shuffle(std::vector<T>& items, std::mt19937_64& random) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random() % i]);
}

struct Sized {
  Combination combination;
  double estimate_seconds;
};

void scale_requests(Sized& sized, unsigned rounds, double scale, std::vector<std::string>& notes) {
  Json& load = sized.combination.load;
  const auto total = load.at("requests").get<std::uint64_t>();
  const std::uint64_t whole = (total + rounds - 1) / rounds;
  const std::uint64_t floor = least_requests_a_connection * sized.combination.connections;
  const auto wanted = static_cast<std::uint64_t>(std::llround(static_cast<double>(whole) * scale));
  const std::uint64_t sent = std::max({wanted, std::min(whole, floor), std::uint64_t{1}});
  if (sent > std::max<std::uint64_t>(wanted, 1)) {
    notes.push_back(
        fmt::format("{}: scale {} would send {} requests a run; it sends {}, {} a connection",
                    label(sized.combination.row.name, sized.combination.point), scale, wanted, sent,
                    least_requests_a_connection));
  }
  load["requests"] = sent;
  sized.estimate_seconds *= static_cast<double>(sent) / static_cast<double>(whole);
}

void scale_duration(Sized& sized, double scale) {
  Json& duration = sized.combination.load.at("duration");
  const auto whole = parse_duration(duration.get<std::string>()).value_or(Nanoseconds{0});
  const auto microseconds = std::llround(static_cast<double>(whole.count()) * scale / 1000);
  duration = format_duration(std::chrono::microseconds(std::max(1LL, microseconds)));
  sized.estimate_seconds *= scale;
}

/// Starting and stopping takes its time, however little is sent.
constexpr double least_run_seconds = 0.4;

/// Whatever a run takes for real, a dilated one for a time takes as many times as long.
void estimate_dilated(Sized& sized) {
  const std::string duration = sized.combination.load.value("duration", std::string());
  const auto time = parse_duration(duration);
  if (!time) return;
  sized.estimate_seconds = static_cast<double>(time->count()) * 1e-9 * sized.combination.dilation;
}

std::vector<Sized> size_all(const Experiment& experiment, double scale,
                            std::vector<std::string>& notes) {
  std::vector<Sized> all;
  for (Combination& combination : combinations_of(experiment)) {
    const double seconds = combination.row.estimate_seconds;
    all.push_back({std::move(combination), seconds});
    if (all.back().combination.load.contains("requests")) {
      scale_requests(all.back(), experiment.rounds, scale, notes);
    } else if (all.back().combination.load.contains("duration")) {
      scale_duration(all.back(), scale);
    }
    if (all.back().combination.dilation > 1) estimate_dilated(all.back());
    all.back().estimate_seconds = std::max(all.back().estimate_seconds, least_run_seconds);
  }
  return all;
}

/// As taskset takes them.
std::string first_processors(unsigned count) {
  std::vector<int> cpus = allowed_cpus();
  cpus.resize(std::min<std::size_t>(count, cpus.size()));
  return fmt::format("{}", fmt::join(cpus, ","));
}

void add_machine(PlannedRun& run, const Combination& combination, const ProgramOptions& options) {
  const MachineSpec& machine = *combination.machine;
  if (machine.real) {
    run.server_processors = first_processors(machine.cores);
    if (machine.client_shares) run.load_processors = run.server_processors;
    return;
  }
  run.machine = RunMachine{machine, combination.dilation,
                           dilated_options(run.server, options.server, combination.dilation),
                           dilated_options(run.load, options.load, combination.dilation)};
}

PlannedRun plan_run(const Sized& sized, unsigned round, unsigned repeat, std::uint64_t seed,
                    const ProgramOptions& options) {
  const Combination& combination = sized.combination;
  PlannedRun run;
  static_cast<RunId&>(run) = {
      0, round, repeat, combination.row.name, combination.row.strategy, combination.point};
  run.server = combination.server;
  run.load = combination.load;
  run.estimate_seconds = sized.estimate_seconds;
  run.peer = combination.row.peer;
  run.reload = combination.reload;
  // The same bodies for every row of a round, others in the next.
  if (!run.load.contains("seed")) run.load["seed"] = seed % 1'000'000 + round;
  if (combination.machine) add_machine(run, combination, options);
  return run;
}

/// A sentence if ratios have nothing to refer to.
std::optional<std::string> missing_baseline(const Experiment& experiment) {
  if (experiment.baseline.empty() || find_named(experiment.rows, experiment.baseline)) {
    return std::nullopt;
  }
  return fmt::format(
      "no ratios, for {} is left out: name it in --only too, or give another row later with bench "
      "summarize DIR --baseline ROW",
      experiment.baseline);
}

}  // namespace

double Plan::estimate_seconds() const {
  return std::accumulate(runs.begin(), runs.end(), 0.0, [](double sum, const PlannedRun& run) {
    return sum + run.estimate_seconds;
  });
}

void Plan::end_after(unsigned round) {
  std::erase_if(runs, [round](const PlannedRun& run) { return run.round > round; });
  rounds = round;
}

Plan make_plan(const Experiment& experiment, const Sizing& sizing) {
  Plan plan;
  plan.rounds = sizing.rounds.value_or(experiment.rounds);
  const Experiment chosen = narrowed(experiment, sizing.only);
  if (auto note = missing_baseline(chosen)) plan.notes.push_back(std::move(*note));
  const auto all = size_all(chosen, sizing.scale, plan.notes);
  std::mt19937_64 random(experiment.seed);
  for (unsigned round = 1; round <= plan.rounds; ++round) {
    std::vector<PlannedRun> runs;
    for (const Sized& sized : all) {
      for (unsigned repeat = 1; repeat <= sized.combination.row.repeats; ++repeat) {
        runs.push_back(
            plan_run(sized, round, repeat, experiment.seed, experiment.catalog->options));
      }
    }
    shuffle(runs, random);
    for (PlannedRun& run : runs) {
      run.index = static_cast<unsigned>(plan.runs.size()) + 1;
      plan.runs.push_back(std::move(run));
    }
  }
  return plan;
}

Stopping stopping_for(double until, std::optional<unsigned> most, unsigned rounds,
                      unsigned comparisons) {
  for (unsigned first = rounds;; ++first) {
    const unsigned last = most.value_or(most_over_first * first);
    if (last < first) {
      refuse_option("max-rounds", std::to_string(last),
                    fmt::format("at least the {} rounds that it begins with", first));
    }
    Stopping stopping{until, looks_between(first, last)};
    if (rounds_needed(comparisons * looks_of(stopping)) <= first) return stopping;
  }
}

std::vector<unsigned> looks_between(unsigned first, unsigned last) {
  std::vector<unsigned> looks;
  for (unsigned round = first; round < last; round += (round + 3) / 4) looks.push_back(round);
  looks.push_back(last);
  return looks;
}

}  // namespace dispatchbench::runner
