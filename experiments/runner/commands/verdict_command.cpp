#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "base/output.hpp"
#include "experiments/runner/claims/ledger.hpp"
#include "experiments/runner/claims/quantities.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

OptionTable verdict_options() {
  return {{.name = "json",
           .kind = OptionKind::file,
           .help =
               "write the verdicts there too, as JSON for the page (python3 -m plots --verdicts "
               "FILE)"}};
}

std::string verdict_usage() {
  std::string text =
      "usage: bench verdict [DIR…] [options]\n"
      "Holds every claim in experiments/claims/ against results: confirmed, refuted, cannot tell\n"
      "here, impossible or implausible as stated. DIR is the folder of a run; without any, the\n"
      "newest run of each experiment that a claim names, else the one in results/reference/.\n\n"
      "Quantities that claims may speak of, and the keys of each:\n";
  for (const QuantityKind& kind : quantities()) {
    text += fmt::format("  {:26} {:22} {}\n", kind.name,
                        fmt::format("{}", fmt::join(kind.keys, ", ")), kind.about);
  }
  return text;
}

EvidenceByExperiment evidence_in(const std::vector<std::string>& folders) {
  EvidenceByExperiment evidence;
  for (const std::string& folder : folders) {
    FinishedRun run = read_finished_run(folder);
    const auto experiment = run.summary.experiment;
    if (!evidence.emplace(experiment, Evidence(std::move(run))).second) {
      throw UsageError(fmt::format("{}: a second run of {}; give one of each", folder, experiment));
    }
  }
  return evidence;
}

/// The newest run of every experiment that a claim is about, or the committed one.
EvidenceByExperiment newest_evidence(const std::vector<Claim>& claims) {
  std::set<std::string> experiments;
  for (const Claim& claim : claims) experiments.insert(claim.experiment);
  std::vector<std::string> folders;
  for (const std::string& experiment : experiments) {
    if (experiment.empty()) continue;
    for (const fs::path& folder :
         {results_root() / experiment / "latest", reference_root() / experiment}) {
      if (!fs::is_regular_file(folder / "summary.json")) continue;
      folders.push_back(folder.string());
      break;
    }
  }
  return evidence_in(folders);
}

int judge(const OptionValues& values) {
  const std::string file = values.text_or_empty("json");
  if (values.has("json")) file_option("json", file);
  auto claims = read_claims(experiments_folder() / "claims");
  const auto folders = values.arguments();
  const auto evidence = folders.empty() ? newest_evidence(claims) : evidence_in(folders);
  const auto ledger = judge_all(std::move(claims), evidence);
  for (const auto& [experiment, measured] : evidence) {
    fmt::print("{}: {} rounds in {}\n", experiment, measured.run().summary.rounds,
               measured.run().folder.string());
  }
  fmt::print("\n{}", text_of(ledger));
  if (!file.empty()) write_output(file, json_text(to_json(ledger, evidence), 2) + "\n");
  return 0;
}

}  // namespace

const Command verdict_command{"verdict",     "hold published claims against results",
                              verdict_usage, verdict_options,
                              any_number,    judge};

}  // namespace dispatchbench::runner
