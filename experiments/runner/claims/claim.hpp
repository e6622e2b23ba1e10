// A claim: something said elsewhere that results can be held against. One JSON file each;
// results/schema/claim.schema.json describes it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/claims/expression.hpp"
#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// What was said cannot be, whatever is measured: more than there can be of it.
struct Arithmetic {
  Expression stated;   ///< what the claim amounts to
  Expression ceiling;  ///< the most that is possible
  std::string unit;
  std::string because;  ///< where the ceiling comes from
};

/// Something that is shown beside a verdict.
struct Remark {
  std::string text;
  Expression value;
  std::string unit;
};

struct Claim {
  std::string id;  ///< its file's name without .json
  std::string source;
  std::string sentence;
  std::string experiment;  ///< whose results decide; empty: theory alone
  Json point;              ///< at which of its points, {"load.connections": 32}
  std::optional<Expression> expression;
  std::optional<Expression> published;  ///< if `expression` is a number: what it should be
  double same_within = 0;               ///< as a share of `published`
  unsigned needs_cores = 0;             ///< one for each worker, emulated or not
  std::string note;                     ///< what the verdict means, and what it does not
  std::optional<Arithmetic> impossible;
  std::vector<Remark> beside;
};

/// Throws UsageError, one line that names the file, the key and what would be right.
Claim read_claim(const std::filesystem::path& file);

/// Every claim in `folder`, by the names of their files.
std::vector<Claim> read_claims(const std::filesystem::path& folder);

}  // namespace dispatchbench::runner
