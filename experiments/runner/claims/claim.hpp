// A claim: something said elsewhere that results can be held against. Data, one JSON file each;
// results/schema/claim.schema.json describes it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/claims/quantities.hpp"

namespace dispatchbench::runner {

enum class Relation { about, below, above };

struct Condition {
  Quantity quantity;
  Relation relation = Relation::about;
  Operand bound;
  double within = 0;  ///< of `about`: how far off is still the same, as a share of the bound
  std::string text;   ///< the whole as its file has it, on one line
};

/// Why no measurement need decide: the claim amounts to more than `most`.
struct Argument {
  bool impossible = false;  ///< `most` is all that there can be; else more is not to be believed
  double stated = 0;
  std::string from;  ///< how `stated` follows from the claim, "500 × 40 MB"
  Operand most;
  std::string limit;  ///< what `most` is, in words
  std::string unit;
  std::string because;  ///< where `most` comes from
};

/// Something that is shown beside a verdict and decides nothing.
struct Remark {
  std::string text;
  Operand value;
  std::string unit;
};

/// At which of the points that the claim's own leaves open its conditions must hold.
enum class Where { at_the_point, somewhere, everywhere };

struct Claim {
  std::string id;  ///< its file's name without .json
  std::string source;
  std::string sentence;
  std::string experiment;  ///< whose results decide; empty: theory alone
  Json point = Json::object();
  Where where = Where::at_the_point;
  unsigned needs_cores = 0;           ///< one for each worker, emulated or not
  std::vector<Condition> conditions;  ///< all must hold; there if there is no argument
  std::optional<Argument> argument;
  std::vector<Remark> beside;
  std::string note;  ///< what the verdict means, and what it does not
};

/// Throws UsageError, one line that names the file, the key and what would be right.
Claim read_claim(const std::filesystem::path& file);

/// Every claim in `folder`, by the names of their files.
std::vector<Claim> read_claims(const std::filesystem::path& folder);

}  // namespace dispatchbench::runner
