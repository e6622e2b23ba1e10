// All claims with their verdicts: for people, and as verdicts.json.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "experiments/runner/claims/verdict.hpp"

namespace dispatchbench::runner {

/// By the experiment's name.
using EvidenceByExperiment = std::map<std::string, Evidence>;

struct Judged {
  Claim claim;
  Verdict verdict;
};

/// Every claim, in the order given.
std::vector<Judged> judge_all(std::vector<Claim> claims, const EvidenceByExperiment& evidence);

/// One paragraph a claim, and how many there are of each verdict.
std::string text_of(const std::vector<Judged>& ledger);

/// results/schema/verdicts.schema.json describes it.
Json to_json(const std::vector<Judged>& ledger, const EvidenceByExperiment& evidence);

}  // namespace dispatchbench::runner
