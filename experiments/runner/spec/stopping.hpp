// When a run that goes on until its intervals are narrow may stop. Pure.
//
// Looking at the data and going on while one does not like it inflates false alarms. So the rounds
// after which a run may stop are laid down before it starts, and every interval is corrected for
// their number (Bonferroni): it holds whichever of them the run stops at.
#pragma once

#include <optional>
#include <vector>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// What the user asks for.
struct Precision {
  double until = 0;                    ///< 0.02: 2 %
  std::optional<unsigned> max_rounds;  ///< nothing: five times the rounds
};

struct Stopping {
  std::optional<double> until;  ///< the half-width that is narrow enough (0.02: 2 %); nothing: goes
                                ///< through all rounds
  std::vector<unsigned> looks;  ///< rounds after which it may stop, the last being the limit

  /// By which intervals are to be corrected.
  unsigned corrections() const noexcept;
  bool may_stop_after(unsigned round) const noexcept;
};

/// For an experiment of `rounds` with so many `comparisons`: the first look comes after the rounds,
/// or once there can be an interval. Throws UsageError if the limit lies below that.
Stopping stopping_for(const Precision& precision, unsigned rounds, unsigned comparisons);

/// As a manifest keeps it: {until, looks}, or null.
Json to_json(const Stopping& stopping);
Stopping stopping_in(const Json& manifest);

/// First at `first`, then a quarter more each time, and at `last`: few looks, so that they cost
/// little width.
std::vector<unsigned> looks_between(unsigned first, unsigned last);

/// The row with the widest interval, {name, point, half_width}, of those whose interval counts: the
/// ratios to the baseline, or else the rates; not of rows that chance decides, whose spread is the
/// result. half_width is (ln high − ln low) / 2, null where there is no interval yet. Null if no
/// interval counts.
Json widest_interval(const Json& rows);

/// Whether no interval of `summary` is wider than asked.
bool narrow_enough(const Json& summary, double until);

}  // namespace dispatchbench::runner
