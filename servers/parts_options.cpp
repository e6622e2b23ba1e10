#include "servers/parts_options.hpp"

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "servers/strategy_list.hpp"

namespace dispatchbench {
namespace {

/// Puts the row of that name in place of `part`; false where none was named.
template <typename Row>
bool replace(const Row*& part, const char* option, const std::optional<std::string>& name,
             std::span<const Row> rows, const StrategyRow& strategy) {
  if (!name) return false;
  if (!strategy.parts) {
    throw UsageError(fmt::format("--{} {}: {} has a loop of its own; made of parts are {}", option,
                                 *name, strategy.name, composed_strategy_names()));
  }
  part = find_named(rows, *name);
  if (part == nullptr) refuse_option(option, *name, "one of " + names_of(rows));
  return true;
}

}  // namespace

std::optional<Parts> parts_option(const StrategyRow& strategy, const NamedParts& named) {
  Parts parts = strategy.parts.value_or(Parts{});
  bool places = replace(parts.accept, "accept", named.accept, accepts(), strategy);
  places |= replace(parts.placement, "placement", named.placement, placements(), strategy);
  places |= replace(parts.handoff, "handoff", named.handoff, handoffs(), strategy);
  replace(parts.afterwards, "afterwards", named.afterwards, afterwards(), strategy);
  if (!strategy.parts) return std::nullopt;
  if (places && strategy.single_worker) {
    throw UsageError(
        fmt::format("--strategy {}: has one worker, so there is nothing to place with "
                    "--accept, --placement or --handoff",
                    strategy.name));
  }
  if (const auto reason = why_impossible(parts)) throw UsageError(*reason);
  return parts;
}

}  // namespace dispatchbench
