// How a run that goes on until its intervals are narrow was to stop, as result files keep it.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

struct Stopping {
  std::optional<double> until;  ///< the half-width that is narrow enough (0.02: 2 %); nothing: goes
                                ///< through all rounds
  std::vector<unsigned> looks;  ///< rounds after which it may stop, the last being the limit

  /// By which intervals are to be corrected.
  unsigned corrections() const noexcept;
  bool may_stop_after(unsigned round) const noexcept;
};

/// {until, looks}, or null.
void to_json(Json& json, const Stopping& stopping);
void from_json(const Json& json, Stopping& stopping);

}  // namespace dispatchbench::runner
