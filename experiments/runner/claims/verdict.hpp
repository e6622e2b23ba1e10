// Holding a claim against results. Pure, but for the single runs that evidence may read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/runner/claims/claim.hpp"
#include "experiments/runner/claims/evidence.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {

enum class Ruling { confirmed, refuted, cannot_tell, impossible, implausible };

/// "confirmed", "refuted", "cannot tell here", "impossible as stated", "implausible as stated".
std::string_view words_of(Ruling ruling);

/// "measured", "measured on emulated cores", "simulated".
std::string_view words_of(Instrument instrument);

/// Both have intervals. Confirmed if it holds wherever the two lie within their intervals, refuted
/// if it fails everywhere. `within` is of Relation::about, a share of `bound`.
Ruling compare(const Estimate& measured, Relation relation, const Estimate& bound, double within);

/// A remark with its value, or with why there is none.
struct Shown {
  std::string text;
  std::string unit;
  std::optional<Estimate> value;
  std::string missing;
};

struct Verdict {
  Ruling ruling = Ruling::cannot_tell;
  std::string because;                    ///< one line
  std::optional<Estimate> measured = {};  ///< by the condition that decided, at one point
  std::optional<double> published = {};   ///< what it is to be about
  std::optional<double> same_within = {};
  std::optional<double> most = {};  ///< what the argument that decided allows
  std::vector<Shown> beside = {};
  std::string evidence = {};  ///< what decided: "simulated, gate, 12 rounds, revision 291c04f42"
  std::string note = {};      ///< the claim's own, and what emulated cores leave out
};

/// `evidence` is of the claim's experiment; null if there are no results of it.
Verdict judge(const Claim& claim, const Evidence* evidence);

/// The number and its unit; "B/s" with the largest prefix that fits: "2.38 GB/s".
std::string amount(double value, const std::string& unit);

/// "0.302 (0.273 – 0.350)", "2.38 GB/s (2.14 GB/s – 2.61 GB/s)"; the number alone if it is exact.
std::string shown(const Estimate& estimate, const std::string& unit = "");

}  // namespace dispatchbench::runner
