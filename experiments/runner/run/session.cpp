#include "experiments/runner/run/session.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

#include "base/standard_streams.hpp"
#include "base/units.hpp"
#include "experiments/runner/run/kept_run.hpp"
#include "experiments/runner/run/planned_load.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::size_t most_notes = 3;
constexpr std::size_t most_last_lines = 5;

bool ends_round(const Plan& plan, const PlannedRun& run) {
  return run.index == plan.runs.size() || plan.runs[run.index].round != run.round;
}

/// Under the line that says why a run failed; its file has more of them.
void tell_last_words(const MeasuredRun& run) {
  if (run.ok()) return;
  std::vector<std::string> lines;
  boost::split(lines, run.failure->last_words, boost::is_any_of("\n"));
  const auto first = lines.size() > most_last_lines ? lines.size() - most_last_lines : 0;
  for (std::size_t i = first; i < lines.size(); ++i) {
    if (!lines[i].empty()) print_if_possible(stdout, "    {}\n", lines[i]);
  }
  std::fflush(stdout);
}

}  // namespace

Session::Session(const Experiment& experiment, Plan plan, const Programs& programs,
                 const ResultsFolder& folder, Conclusions conclusions,
                 std::optional<Stopping> stopping, Hosts* hosts)
    : experiment_(experiment),
      plan_(std::move(plan)),
      programs_(programs),
      folder_(folder),
      conclusions_(std::move(conclusions)),
      stopping_(std::move(stopping)),
      hosts_(hosts),
      progress_(plan_, *experiment_.compare, stdout) {}

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
  for (const PlannedRun& planned : plan_.runs) {
    auto run = folder_.read_run(planned);
    if (!run) continue;
    if (run->ok()) progress_.skipped(planned, *run);
    note_whether_it_fits(*run);
    runs_.emplace(planned.index, std::move(*run));
  }
}

void Session::announce() const {
  print_if_possible(stdout, "{}: {}{} in {}, about {}, to {}\n", experiment_.name,
                    stopping_ ? "at most " : "", format_count(plan_.runs.size(), "run"),
                    format_count(plan_.rounds, "round"), format_time(progress_.seconds_left()),
                    folder_.path().string());
  for (const SkippedRow& row : experiment_.skipped) {
    print_if_possible(stdout, "skipped: {} is not installed; to install it: {}\n", row.name,
                      row.install);
  }
  for (std::size_t i = 0; i < std::min(plan_.notes.size(), most_notes); ++i) {
    print_if_possible(stdout, "note: {}\n", plan_.notes[i]);
  }
  if (plan_.notes.size() > most_notes) {
    print_if_possible(stdout, "note: so do {} others (manifest.json has all)\n",
                      plan_.notes.size() - most_notes);
  }
  std::fflush(stdout);
}

void Session::run_all(Interrupt& interrupt) {
  Watch watch(interrupt, [this] { progress_.tick(); });
  for (const PlannedRun& run : plan_.runs) {
    watch.check();
    if (!is_done(run) && fits(run)) measure(run, watch);
    if (!ends_round(plan_, run)) continue;
    const Summary summary = summary_so_far();
    write(summary);
    if (may_stop_at(run.round, summary)) return stop_at(run.round);
  }
}

bool Session::is_done(const PlannedRun& planned) const {
  const auto run = runs_.find(planned.index);
  return run != runs_.end() && run->second.ok();
}

void Session::measure(const PlannedRun& planned, Watch& watch) {
  progress_.began(planned);
  const auto found = runs_.find(planned.index);
  const MeasuredRun* const earlier = found == runs_.end() ? nullptr : &found->second;
  MeasuredRun run =
      measure_and_keep(planned, experiment_, programs_, folder_, earlier, hosts_, watch);
  forget_documents(run);
  progress_.ended(planned, run);
  note_whether_it_fits(run);
  runs_[planned.index] = std::move(run);
  tell_last_words(runs_[planned.index]);
}

/// The row's first run that went well decides, so that all its rounds are made or none but this.
void Session::note_whether_it_fits(const MeasuredRun& run) {
  if (!run.ok()) return;
  const bool fits = !run.marked(beyond_machine_mark);
  if (!fits_.emplace(run.row(), fits).second || fits) return;
  print_if_possible(stdout, "{} is not measured further: {}\n", run.row(), why_beyond_machine(run));
  for (const PlannedRun& planned : plan_.runs) {
    if (planned.row() == run.row()) progress_.dropped(planned);
  }
}

bool Session::fits(const PlannedRun& planned) const {
  const auto known = fits_.find(planned.row());
  return known == fits_.end() || known->second;
}

/// Nothing that was measured is thrown away for having been measured later.
bool Session::may_stop_at(unsigned round, const Summary& summary) const {
  return stopping_ && stopping_->may_stop_after(round) && summary.stopping &&
         summary.stopping->reached &&
         std::none_of(runs_.begin(), runs_.end(),
                      [round](const auto& run) { return run.second.round > round; });
}

void Session::stop_at(unsigned round) {
  plan_.end_after(round);
  write(summary_so_far());
}

Summary Session::summary_so_far() const {
  Runs runs;
  for (const auto& [index, run] : runs_) runs.push_back(&run);
  return conclusions_.summarize(plan_, runs);
}

void Session::write(const Summary& summary) const {
  folder_.write_summary(summary, conclusions_.table(summary));
}

int Session::finish() const {
  print_if_possible(stdout, "\n{}", conclusions_.table(summary_so_far()));
  const auto failed =
      std::count_if(runs_.begin(), runs_.end(), [](const auto& run) { return !run.second.ok(); });
  if (failed == 0) return 0;
  std::fflush(stdout);
  print_if_possible(stderr, "bench: {} of {} runs failed; their files in {} say why\n", failed,
                    runs_.size(), (folder_.path() / "runs").string());
  return 1;
}

int Session::broken_off(int signal) {
  progress_.broken_off();
  folder_.remove_work();
  write(summary_so_far());
  print_if_possible(
      stdout, "\nbroken off: {} of {} runs are kept\nresume with: {} run --resume {}\n",
      runs_.size(), plan_.runs.size(), own_program().string(), folder_.path().string());
  std::fflush(stdout);
  return 128 + signal;
}

}  // namespace dispatchbench::runner
