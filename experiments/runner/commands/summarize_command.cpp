#include <iostream>

#include "base/command_line.hpp"
#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/commands/run_session.hpp"
#include "experiments/runner/report/table.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/run/provenance.hpp"
#include "experiments/runner/spec/sizing_options.hpp"

namespace dispatchbench::runner {
namespace {

std::string summarize_usage() {
  return "usage: bench summarize DIR [options]\n"
         "Writes summary.json, table.txt and theory.json of a run anew, from its manifest and its "
         "runs.\n";
}

OptionTable summarize_options() {
  return {{.name = "baseline",
           .kind = OptionKind::text,
           .value = "ROW",
           .noun = "a row",
           .help = "give the ratios to this row, and change no file"},
          bin_option("bench")};
}

/// What has finished of the plan. A run that went on until its intervals were narrow ends where its
/// files do.
std::vector<MeasuredRun> read_finished(Plan& plan, const ResultsFolder& folder,
                                       const std::optional<Stopping>& stopping) {
  std::vector<MeasuredRun> runs;
  for (const PlannedRun& planned : plan.runs) {
    if (auto run = folder.read_run(planned)) runs.push_back(std::move(*run));
  }
  if (runs.empty()) {
    throw UsageError("{}: expected a finished run in runs/", folder.path().string());
  }
  const unsigned last = runs.back().round;
  if (stopping && stopping->may_stop_after(last)) plan.end_after(last);
  return runs;
}

/// Published ratios are made relative to `row` too, or left out where nothing was published of it.
Json with_baseline(Json spec, const std::string& row) {
  const std::string before = spec.value("baseline", "");
  spec["baseline"] = row;
  if (before == row || !spec.contains("published")) return spec;
  Json ratios = spec["published"].value("ratio", Json::object());
  if (!before.empty() && !ratios.empty() && !ratios.contains(before)) ratios[before] = 1.0;
  const auto reference = number_at(ratios, row).value_or(0);
  if (reference <= 0) {
    spec["published"].erase("ratio");
    return spec;
  }
  for (auto& [name, ratio] : ratios.items()) ratio = ratio.get<double>() / reference;
  spec["published"]["ratio"] = ratios;
  return spec;
}

/// As it was run: without the rows whose peer was not installed then.
Experiment without_skipped(Experiment experiment, const Manifest& manifest) {
  for (const SkippedRow& skipped : manifest.skipped) {
    std::erase_if(experiment.rows, [&](const Row& row) { return row.name == skipped.name; });
    experiment.skipped.push_back(skipped);
  }
  return experiment;
}

int summarize_again(const OptionValues& values) {
  const std::string baseline = values.text_or_empty("baseline");
  const auto folder = ResultsFolder::open(
      needed_argument(values, summarize_command, "the folder of an earlier bench run"),
      baseline.empty() ? ResultsFolder::Purpose::change : ResultsFolder::Purpose::read);
  const Manifest manifest = folder.manifest();
  const Sizing sizing = sizing_of(manifest);
  const Programs programs = find_programs(values.text_or_empty("bin"));
  const Json spec = baseline.empty() ? manifest.spec : with_baseline(manifest.spec, baseline);
  const Experiment whole = parse_experiment(spec, read_catalog(programs), manifest.experiment_file);
  const Experiment experiment = without_skipped(narrowed(whole, sizing.only), manifest);
  Plan plan = make_plan(experiment, sizing);
  const auto finished = read_finished(plan, folder, manifest.stopping);
  Runs runs;
  for (const MeasuredRun& run : finished) runs.push_back(&run);
  const Summary summary =
      summarize(experiment, plan, manifest.served_on(), runs, manifest.stopping);
  if (baseline.empty()) folder.write_summary(summary, table_of(summary));
  std::cout << table_of(summary);
  if (baseline.empty() && !manifest.simulated) set_theory_beside(folder, experiment, plan);
  return 0;
}

}  // namespace

const Command summarize_command{"summarize",
                                "write the summary of an earlier run anew from its runs",
                                summarize_usage,
                                summarize_options,
                                1,
                                summarize_again};

}  // namespace dispatchbench::runner
