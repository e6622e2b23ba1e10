// Rows whose placement is chance: every run is a draw, and the distribution is the result. Pure.
#pragma once

#include "experiments/runner/analysis/paired_runs.hpp"
#include "experiments/runner/results/row_summary.hpp"
#include "experiments/runner/spec/combination.hpp"

namespace dispatchbench::runner {

/// Whether one throw decides each of the row's runs: its strategy places connections by chance, and
/// a connection is kept for ever. With a fresh connection for every request chance evens out.
bool decided_by_chance(const Combination& combination);

/// How often the maximum load was k connections, beside what an even hash gives. as_expected:
/// whether the measured mean lies within the 95 % that chance allows it (normal approximation).
/// Nothing where the theory has nothing to say.
std::optional<Draws> draws_in(const Runs& runs);

}  // namespace dispatchbench::runner
