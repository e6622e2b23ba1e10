// Holding a claim against results. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/runner/claims/claim.hpp"
#include "experiments/runner/claims/evidence.hpp"

namespace dispatchbench::runner {

enum class Finding { confirmed, refuted, cannot_tell, impossible };

/// "confirmed", "refuted", "cannot tell here", "impossible as stated".
std::string_view words_of(Finding finding);

/// A remark with its value, or with why there is none.
struct Shown {
  std::string text;
  std::string unit;
  std::optional<Interval> value;
  std::string missing;
};

struct Verdict {
  Finding finding = Finding::cannot_tell;
  std::string because;  ///< one line
  std::optional<double> published;
  std::optional<Interval> measured;  ///< what the claim's expression came to, if it is a number
  std::optional<double> stated;      ///< of arithmetic that rules the claim out
  std::optional<double> ceiling;
  std::vector<Shown> beside;
};

/// `evidence` is of the claim's experiment; null if there are no results of it. A number is
/// confirmed if its whole interval lies within `same_within` of what was published, and refuted if
/// none of it does.
Verdict judge(const Claim& claim, const Evidence* evidence);

/// "0.302 (0.273–0.350)", "2.38 GB/s (2.14–2.61 GB/s)".
std::string shown(const Interval& interval, const std::string& unit = "");

/// The number and its unit; bytes with the largest unit that fits.
std::string amount(double value, const std::string& unit);

}  // namespace dispatchbench::runner
