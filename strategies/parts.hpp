// The four choices that most strategies are made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "strategies/accept/accepts.hpp"
#include "strategies/afterwards/afterwards_table.hpp"
#include "strategies/handoff/handoffs.hpp"
#include "strategies/placement/placements.hpp"

namespace dispatchbench {

/// Who accepts, where a connection goes, how it is handed over, and what happens afterwards.
struct Parts {
  const AcceptRow* accept = nullptr;
  const PlacementRow* placement = nullptr;
  const HandoffRow* handoff = nullptr;
  const AfterwardsRow* afterwards = nullptr;
};

/// Throws std::logic_error where a part of that name does not exist, for names in the source.
Parts parts_named(std::string_view accept, std::string_view placement, std::string_view handoff,
                  std::string_view afterwards);

/// Why these four cannot be a strategy, in one line for people, "--placement here: …".
std::optional<std::string> why_impossible(const Parts& parts);

/// What can wait for readiness in a strategy of these parts; the first is its default.
std::vector<const BackendRow*> backends_for(const Parts& parts);

/// What a strategy of these parts starts besides its workers, for people; may be empty.
std::string other_threads_of(const Parts& parts);

/// Where a connection goes, at first or later, is decided by what is known of loads.
bool reads_loads(const Parts& parts) noexcept;

/// Nothing but chance decides who gets a connection.
bool placed_by_chance(const Parts& parts) noexcept;

std::unique_ptr<Strategy> compose(const Parts& parts, const Environment& environment);

}  // namespace dispatchbench
