// All claims with their verdicts, by source: for people, and as verdicts.json.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "experiments/runner/claims/verdict.hpp"

namespace dispatchbench::runner {

/// By the experiment's name.
using EvidenceByExperiment = std::map<std::string, Evidence>;

/// Adds it, but that what was measured stands above what was simulated. False if the experiment
/// has evidence of the same kind already.
bool add_evidence(EvidenceByExperiment& all, Evidence evidence);

struct Judged {
  Claim claim;
  Verdict verdict;
};

/// Every claim, in the order given.
std::vector<Judged> judge_all(std::vector<Claim> claims, const EvidenceByExperiment& evidence);

/// In the order in which they are counted.
inline constexpr std::array rulings{Ruling::confirmed, Ruling::refuted, Ruling::cannot_tell,
                                    Ruling::impossible, Ruling::implausible};

std::size_t count_of(const std::vector<Judged>& ledger, Ruling ruling);

/// What one source says. Its name and address are those of its first claim.
struct Source {
  std::string name;
  std::string url;
  bool own_theory = false;
  std::vector<Judged> claims;
};

/// In the order of their first claims.
std::vector<Source> by_source(const std::vector<Judged>& ledger);

/// "61 claims of 22 published sources and of our own theory: 20 confirmed, …"
std::string count_line(const std::vector<Judged>& ledger);

/// A heading a source, one paragraph a claim, and the count.
std::string text_of(const std::vector<Judged>& ledger);

/// results/schema/verdicts.schema.json describes it.
Json to_json(const std::vector<Judged>& ledger, const EvidenceByExperiment& evidence);

}  // namespace dispatchbench::runner
