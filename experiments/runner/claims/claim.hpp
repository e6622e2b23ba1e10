// A claim: something said elsewhere that results can be held against. Data, one JSON file each;
// results/schema/claim.schema.json describes it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/claims/quantity.hpp"

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
  std::string url;          ///< of the source; empty: none is known
  bool own_theory = false;  ///< nobody published it: theory that this project holds itself against
  std::string sentence;
  std::string setup;        ///< what was measured there
  std::string reported;     ///< what came of it there
  std::string mapping;      ///< what stands for it here
  std::string cannot_show;  ///< what the evidence here leaves open
  std::string not_here;     ///< why nothing here can tell; then there are no conditions
  std::string experiment;   ///< whose results decide; empty: theory alone
  Json point = Json::object();
  Where where = Where::at_the_point;
  unsigned needs_cores = 0;           ///< one for each worker, emulated or not
  std::vector<Condition> conditions;  ///< all must hold
  std::optional<Argument> argument;
  std::vector<Remark> beside;
  std::string note;  ///< what the verdict means, and what it does not
};

/// Throws UsageError, one line that names the file, the key and what would be right.
Claim read_claim(const std::filesystem::path& file);

/// Every claim in `folder` and the folders in it, by the names of their files.
std::vector<Claim> read_claims(const std::filesystem::path& folder);

}  // namespace dispatchbench::runner
