// What all finished runs of an experiment say together, as summary.json keeps it
// (results/schema/summary.schema.json). Older files lack some of it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/caveat.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/results/row_summary.hpp"

namespace dispatchbench::runner {

/// Figures of others to show beside ours, by row.
struct Published {
  std::optional<std::string> about;
  std::optional<std::map<std::string, double>> ratio;
  std::optional<std::map<std::string, double>> requests_per_second;
};
DISPATCHBENCH_FIELDS(Published, if_known(about, ratio, requests_per_second))

/// The row whose interval is the widest of those that count.
struct WidestInterval {
  std::string name;
  Json point = Json::object();
  std::optional<double> half_width;  ///< (ln high − ln low) / 2; nothing: no interval yet
};
DISPATCHBENCH_FIELDS(WidestInterval, required(name, point, half_width))

/// Of a run that goes on until its intervals are narrow.
struct StoppingState {
  double until = 0;
  std::vector<unsigned> looks;
  std::optional<WidestInterval> widest;  ///< nothing: no interval counts
  bool reached = false;
  std::string sentence;  ///< older files lack it
};
DISPATCHBENCH_FIELDS(StoppingState, required(until, looks, widest, reached), maybe(sentence))

struct RoundsToDetect {
  double difference = 0;             ///< 0.01: 1 %
  std::optional<unsigned> rounds;    ///< of one comparison; nothing: more than 1000
  std::optional<unsigned> of_seven;  ///< of one of seven that are read together
};
DISPATCHBENCH_FIELDS(RoundsToDetect, required(difference, rounds), maybe(of_seven))

/// Two rows that differ in name alone, and what was measured between them.
struct AaPair {
  std::string first;
  std::string second;
  Json point = Json::object();
  std::size_t rounds = 0;
  Sample ratio;                  ///< of the second to the first
  std::optional<double> spread;  ///< robust standard deviation of ln ratio; nothing: too few rounds
  std::vector<RoundsToDetect> rounds_to_detect;
  std::string sentence;  ///< older files lack it
};
DISPATCHBENCH_FIELDS(AaPair,
                     required(first, second, point, rounds, ratio, spread, rounds_to_detect),
                     maybe(sentence))

/// What limited a run, in words: "the machine", and what that means.
struct LimitWords {
  std::string what;
  std::string meaning;
};
DISPATCHBENCH_FIELDS(LimitWords, required(what, meaning))

struct Summary {
  std::string experiment;
  std::string about;
  std::string compare = "requests_per_second";  ///< the metric that ratios and tiers are of
  std::vector<std::string> drawn_work;  ///< what every round draws anew: rounds are unlike then
  std::optional<std::string> baseline;  ///< the row that others are compared with
  Json baseline_point = Json::object();
  std::optional<Published> published;
  unsigned rounds = 0;
  std::size_t planned_runs = 0;
  std::size_t finished_runs = 0;
  std::optional<bool> simulated;     ///< true: nothing was measured
  std::optional<double> load_share;  ///< of the time that the runs took
  unsigned comparisons = 1;          ///< read together
  unsigned rounds_needed = 0;        ///< for an interval of ratio_to_baseline
  unsigned rounds_needed_for_tiers = 0;
  std::optional<StoppingState> stopping;
  Machine machine;
  bool emulated = false;  ///< some rows ran on an emulated machine
  std::vector<AaPair> noise_floor;
  std::vector<RowSummary> rows;
  std::vector<SkippedRow> skipped;
  std::map<std::string, std::string> marks;  ///< what each flag that occurs means
  std::map<std::string, LimitWords> limits;  ///< likewise, each limit
  std::vector<std::string> caveats;          ///< what the run cannot show, in whole sentences
  std::vector<Subject> caveat_subjects;      ///< of each of them; older files lack it
};
/// Older files have the caveats under another name; newer ones under both.
DISPATCHBENCH_FIELDS(Summary, derived("schema_version", schema_version), required(experiment),
                     maybe(about, compare, drawn_work, baseline, baseline_point, published, rounds,
                           planned_runs, emulated, finished_runs, load_share, comparisons,
                           rounds_needed, rounds_needed_for_tiers, stopping),
                     if_known(simulated), required(machine), maybe(noise_floor),
                     as(rows, "strategies"), maybe(skipped, marks, limits),
                     maybe_as(caveats, "not_concluded"), maybe(caveats, caveat_subjects))

/// The row of this name at this point; null if there is none.
const RowSummary* find_row(const Summary& summary, const std::string& name, const Json& point);

/// Whether there is a baseline, with a run that went well, and it was not stopped after that.
bool has_measured_baseline(const Summary& summary);

/// What an earlier `bench run` left behind, read again.
struct FinishedRun {
  std::filesystem::path folder;
  Summary summary;
  std::optional<Manifest> manifest;  ///< nothing where only the summary was kept
};

/// `path` is a run's folder or the summary.json in it. Throws UsageError, one line that names the
/// file, if there is no summary of a version this program knows.
FinishedRun read_finished_run(const std::filesystem::path& path);

}  // namespace dispatchbench::runner
