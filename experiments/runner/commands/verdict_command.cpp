#include <iostream>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/atomic_file.hpp"
#include "base/command_line.hpp"
#include "experiments/runner/claims/ledger.hpp"
#include "experiments/runner/claims/quantities.hpp"
#include "experiments/runner/commands/command_arguments.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/results/results_folder.hpp"
#include "experiments/runner/spec/experiment.hpp"

namespace dispatchbench::runner {
namespace po = boost::program_options;
namespace fs = std::filesystem;
namespace {

po::options_description options_to_show() {
  po::options_description options("Options");
  options.add_options()        //
      ("help,h", "show this")  //
      ("json", po::value<std::string>()->value_name("FILE"),
       "write the verdicts there too, as JSON for the page (python3 -m plots --verdicts FILE)");
  return options;
}

void show_help() {
  fmt::print(
      "usage: bench verdict [DIR…] [options]\n"
      "Holds every claim in experiments/claims/ against results: confirmed, refuted, cannot tell\n"
      "here, impossible or implausible as stated. DIR is the folder of a run; without any, the\n"
      "newest run of each experiment that a claim names, else the one in results/reference/.\n\n"
      "Quantities that claims may speak of, and the keys of each:\n");
  for (const QuantityKind& kind : quantities()) {
    fmt::print("  {:26} {:22} {}\n", kind.name, fmt::format("{}", fmt::join(kind.keys, ", ")),
               kind.about);
  }
  std::cout << "\n" << options_to_show();
}

EvidenceByExperiment evidence_in(const std::vector<std::string>& folders) {
  EvidenceByExperiment evidence;
  for (const std::string& folder : folders) {
    FinishedRun run = read_finished_run(folder);
    const auto experiment = run.summary.at("experiment").get<std::string>();
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

}  // namespace

int verdict_command(int argc, const char* const* argv) {
  const po::variables_map values = parse_arguments(argc, argv, options_to_show(), any_number);
  if (values.count("help") != 0) {
    show_help();
    return 0;
  }
  const std::string file = text_option(values, "json");
  if (values.count("json") != 0) file_option("json", file);
  auto claims = read_claims(experiments_folder() / "claims");
  const auto folders = arguments_in(values);
  const auto evidence = folders.empty() ? newest_evidence(claims) : evidence_in(folders);
  const auto ledger = judge_all(std::move(claims), evidence);
  for (const auto& [experiment, run] : evidence) {
    fmt::print("{}: {} rounds in {}\n", experiment, run.rounds(), run.folder().string());
  }
  fmt::print("\n{}", text_of(ledger));
  if (!file.empty()) write_file_atomically(file, to_json(ledger, evidence).dump(2) + "\n");
  return 0;
}

}  // namespace dispatchbench::runner
