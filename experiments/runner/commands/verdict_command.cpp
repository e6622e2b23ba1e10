#include <algorithm>
#include <cstdio>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "base/output.hpp"
#include "base/units.hpp"
#include "experiments/runner/claims/ledger.hpp"
#include "experiments/runner/claims/page.hpp"
#include "experiments/runner/claims/quantity.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

OptionTable verdict_options() {
  return {
      {.name = "json",
       .kind = OptionKind::file,
       .help = "write the verdicts there too, as JSON for the page (python3 -m plots --verdicts "
               "FILE)"},
      {.name = "markdown",
       .kind = OptionKind::file,
       .help = "likewise, as a page of tables: docs/claims.md"}};
}

std::string verdict_usage() {
  std::string text =
      "usage: bench verdict [DIR…] [options]\n"
      "Holds every claim in experiments/claims/ against results: confirmed, refuted, cannot tell\n"
      "here, impossible or implausible as stated. DIR is the folder of a run or of a simulation;\n"
      "of two of one experiment what was measured counts. Without any, the newest run of each\n"
      "experiment that a claim names, else (or if no row of it was measured) what is in\n"
      "results/reference/. The simulations there count wherever nothing else does.\n\n"
      "Quantities that claims may speak of, and the keys of each:\n";
  for (const QuantityKind& kind : quantities()) {
    text += fmt::format("  {:26} {:22} {}\n", kind.name,
                        fmt::format("{}", fmt::join(kind.keys, ", ")), kind.about);
  }
  return text;
}

std::set<std::string> experiments_of(const std::vector<Claim>& claims) {
  std::set<std::string> experiments;
  for (const Claim& claim : claims) experiments.insert(claim.experiment);
  experiments.erase("");
  return experiments;
}

/// Of the experiments that claims are about.
EvidenceByExperiment evidence_in(const std::vector<std::string>& folders,
                                 const std::vector<Claim>& claims) {
  const auto experiments = experiments_of(claims);
  EvidenceByExperiment evidence;
  for (const std::string& folder : folders) {
    FinishedRun run = read_finished_run(folder);
    const auto experiment = run.summary.experiment;
    if (!experiments.contains(experiment)) continue;
    if (!add_evidence(evidence, Evidence(std::move(run)))) {
      throw UsageError("{}: a second run of {}; give one of each", folder, experiment);
    }
  }
  return evidence;
}

/// A simulation is of no machine: the committed ones count wherever nothing else does.
void add_committed_simulations(EvidenceByExperiment& evidence, const std::vector<Claim>& claims) {
  for (const std::string& experiment : experiments_of(claims)) {
    const fs::path folder = reference_root() / experiment;
    if (evidence.contains(experiment) || !fs::is_regular_file(folder / "summary.json")) continue;
    Evidence committed(read_finished_run(folder));
    if (committed.instrument() == Instrument::simulated) add_evidence(evidence, committed);
  }
}

/// Whether a row of the run in the folder was measured; says so of a run in which none was.
bool has_results(const fs::path& folder) {
  if (!fs::is_regular_file(folder / "summary.json")) return false;
  const FinishedRun run = read_finished_run(folder);
  const bool some = std::ranges::any_of(
      run.summary.rows, [](const RowSummary& row) { return row.runs > 0 && !row.stopped; });
  if (!some) {
    fmt::print(stderr, "bench: passed over, for no row of it was measured: {}\n",
               from_here(folder));
  }
  return some;
}

/// The newest run of every experiment that a claim is about, or the committed one.
EvidenceByExperiment newest_evidence(const std::vector<Claim>& claims) {
  std::vector<std::string> folders;
  for (const std::string& experiment : experiments_of(claims)) {
    const std::vector<fs::path> candidates{results_root() / experiment / "latest",
                                           reference_root() / experiment};
    const auto found = std::ranges::find_if(candidates, has_results);
    if (found != candidates.end()) folders.push_back(found->string());
  }
  return evidence_in(folders, claims);
}

int judge(const OptionValues& values) {
  const std::string file = values.text_or_empty("json");
  const std::string page = values.text_or_empty("markdown");
  if (values.has("json")) file_option("json", file);
  if (values.has("markdown")) file_option("markdown", page);
  auto claims = read_claims(experiments_folder() / "claims");
  const auto& folders = values.arguments();
  auto evidence = folders.empty() ? newest_evidence(claims) : evidence_in(folders, claims);
  add_committed_simulations(evidence, claims);
  const auto ledger = judge_all(std::move(claims), evidence);
  std::FILE* const out = is_standard_output(file) || is_standard_output(page) ? stderr : stdout;
  for (const auto& [experiment, measured] : evidence) {
    fmt::print(out, "{}: {}, {} in {}\n", experiment, words_of(measured.instrument()),
               format_count(measured.run().summary.rounds, "round"),
               from_here(measured.run().folder));
  }
  fmt::print(out, "\n{}", text_of(ledger));
  if (!page.empty()) write_output(page, page_of(ledger));
  if (!file.empty()) write_output(file, json_text(to_json(ledger, evidence), 2) + "\n");
  return 0;
}

}  // namespace

const Command verdict_command{"verdict",     "hold published claims against results",
                              verdict_usage, verdict_options,
                              any_number,    judge};

}  // namespace dispatchbench::runner
