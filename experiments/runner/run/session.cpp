#include "experiments/runner/run/session.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <fmt/format.h>

#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/report/table.hpp"
#include "experiments/runner/run/measurement.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::size_t most_notes = 3;

bool ends_round(const Plan& plan, const PlannedRun& run) {
  return run.index == plan.runs.size() || plan.runs[run.index].round != run.round;
}

Limits limits_of(const Experiment& experiment) {
  Limits limits;
  limits.run = experiment.run_timeout;
  limits.ready = std::min(limits.ready, limits.run);
  limits.stop = std::min(limits.stop, limits.run);
  return limits;
}

}  // namespace

Session::Session(const Experiment& experiment, Plan plan, const Programs& programs,
                 const ResultsFolder& folder, Json machine, Stopping stopping)
    : experiment_(experiment),
      plan_(std::move(plan)),
      programs_(programs),
      folder_(folder),
      machine_(std::move(machine)),
      stopping_(std::move(stopping)),
      progress_(plan_, stdout) {}

int Session::run(Interrupt& interrupt) {
  read_earlier();
  announce();
  try {
    run_all(interrupt);
    return finish();
  } catch (const Interrupted& interrupted) {
    return broken_off(interrupted.signal);
  } catch (...) {
    folder_.remove_work();
    throw;
  }
}

void Session::read_earlier() {
  for (const PlannedRun& run : plan_.runs) {
    auto outcome = folder_.read_run(run);
    if (!outcome) continue;
    if (outcome->ok) progress_.skipped(run, *outcome);
    outcomes_.emplace(run.index, std::move(*outcome));
  }
}

void Session::announce() const {
  fmt::print("{}: {}{} runs in {} rounds, about {}, to {}\n", experiment_.name,
             stopping_.until ? "at most " : "", plan_.runs.size(), plan_.rounds,
             spoken(progress_.seconds_left()), folder_.path().string());
  for (const SkippedRow& row : experiment_.skipped) {
    fmt::print("skipped: {} is not installed; to install it: {}\n", row.name, row.install);
  }
  for (std::size_t i = 0; i < std::min(plan_.notes.size(), most_notes); ++i) {
    fmt::print("note: {}\n", plan_.notes[i]);
  }
  if (plan_.notes.size() > most_notes) {
    fmt::print("note: so do {} others (manifest.json has all)\n", plan_.notes.size() - most_notes);
  }
  std::fflush(stdout);
}

void Session::run_all(Interrupt& interrupt) {
  Watch watch(interrupt, [this] { progress_.tick(); });
  for (const PlannedRun& run : plan_.runs) {
    watch.check();
    if (!is_done(run)) measure(run, watch);
    if (!ends_round(plan_, run)) continue;
    const Json summary = summary_so_far();
    write(summary);
    if (may_stop_at(run.round, summary)) return stop_at(run.round);
  }
}

bool Session::is_done(const PlannedRun& run) const {
  const auto outcome = outcomes_.find(run.index);
  return outcome != outcomes_.end() && outcome->second.ok;
}

void Session::measure(const PlannedRun& run, Watch& watch) {
  progress_.began(run);
  Measurement measurement(run, programs_, folder_.work(), limits_of(experiment_));
  Json record = measurement.take(experiment_.name, watch);
  record["earlier_failures"] = failures_of(run);
  folder_.write_run(run, record);
  Outcome& outcome = outcomes_[run.index] = read_outcome(record);
  progress_.ended(run, outcome);
}

Json Session::failures_of(const PlannedRun& run) const {
  const auto outcome = outcomes_.find(run.index);
  if (outcome == outcomes_.end()) return Json::array();
  Json failures = outcome->second.earlier_failures;
  failures.push_back(outcome->second.failure);
  return failures;
}

/// Nothing that was measured is thrown away for having been measured later.
bool Session::may_stop_at(unsigned round, const Json& summary) const {
  return stopping_.until && stopping_.may_stop_after(round) &&
         narrow_enough(summary, *stopping_.until) &&
         std::none_of(outcomes_.begin(), outcomes_.end(),
                      [round](const auto& outcome) { return outcome.second.round > round; });
}

/// What is not run any more was not planned.
void Session::stop_at(unsigned round) {
  std::erase_if(plan_.runs, [round](const PlannedRun& run) { return run.round > round; });
  plan_.rounds = round;
  write(summary_so_far());
}

Json Session::summary_so_far() const {
  std::vector<Outcome> outcomes;
  for (const auto& [index, outcome] : outcomes_) outcomes.push_back(outcome);
  return summarize(experiment_, plan_, machine_, outcomes, stopping_);
}

void Session::write(const Json& summary) const {
  folder_.write_summary(summary, table_of(summary));
}

int Session::finish() const {
  fmt::print("\n{}", table_of(summary_so_far()));
  const auto failed = std::count_if(outcomes_.begin(), outcomes_.end(),
                                    [](const auto& outcome) { return !outcome.second.ok; });
  if (failed == 0) return 0;
  std::fflush(stdout);
  fmt::print(stderr, "bench: {} of {} runs failed; their files in {} say why\n", failed,
             outcomes_.size(), (folder_.path() / "runs").string());
  return 1;
}

int Session::broken_off(int signal) {
  progress_.broken_off();
  folder_.remove_work();
  write(summary_so_far());
  fmt::print("\nbroken off: {} of {} runs are kept\nresume with: {} run --resume {}\n",
             outcomes_.size(), plan_.runs.size(),
             std::filesystem::read_symlink("/proc/self/exe").string(), folder_.path().string());
  std::fflush(stdout);
  return 128 + signal;
}

}  // namespace dispatchbench::runner
