// The placements there are. A row here brings a placement into the command line and the lists.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "strategies/placement/placement.hpp"

namespace dispatchbench {

struct PlacementRow {
  std::string_view name;
  std::string_view summary;  ///< one line, for people
  bool reads_loads =
      false;  ///< choose() looks at the loads, not only at how many workers there are
  bool reads_origin = false;  ///< choose() looks at where the connection comes from
  bool by_chance = false;     ///< nothing but chance decides
  bool chooses = true;        ///< false: always the worker that asks, so nothing is handed over
  /// For placements made by worker `self`; 0 where it is no worker that asks.
  std::unique_ptr<Placement> (*make)(std::size_t self) = nullptr;
};

/// In the order of lists.
std::span<const PlacementRow> placements() noexcept;

}  // namespace dispatchbench
