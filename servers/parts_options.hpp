// Which parts a strategy is made of, where the command line names some.
#pragma once

#include <optional>
#include <string>

#include "strategies/registry.hpp"

namespace dispatchbench {

/// What the options --accept, --placement, --handoff and --afterwards say.
struct NamedParts {
  std::optional<std::string> accept;
  std::optional<std::string> placement;
  std::optional<std::string> handoff;
  std::optional<std::string> afterwards;
};

/// The strategy's own parts but for those that are named; none if it has a loop of its own. Throws
/// UsageError where a part does not exist, the strategy takes none, or they do not go together.
std::optional<Parts> parts_option(const StrategyRow& strategy, const NamedParts& named);

}  // namespace dispatchbench
