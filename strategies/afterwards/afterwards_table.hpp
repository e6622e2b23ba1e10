// What can happen to connections afterwards. A row here brings it into the command line and the
// lists.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "strategies/afterwards/afterwards.hpp"

namespace dispatchbench {

struct AfterwardsRow {
  std::string_view name;
  std::string_view summary;         ///< one line, for people
  bool moves = false;               ///< connections may go to other workers
  std::string_view placement = {};  ///< says where they go; empty: the strategy's
  /// For worker `self`; `loads` is for its thread. Null: nothing happens.
  std::unique_ptr<Afterwards> (*make)(std::size_t self, ReadLoads loads) = nullptr;
};

/// In the order of lists.
std::span<const AfterwardsRow> afterwards() noexcept;

}  // namespace dispatchbench
