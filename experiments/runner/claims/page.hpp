// All claims with their verdicts as a page in Markdown: docs/claims.md.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/claims/ledger.hpp"

namespace dispatchbench::runner {

/// A table of the sources, then a section each with its claims.
std::string page_of(const std::vector<Judged>& ledger);

}  // namespace dispatchbench::runner
