// The work that a request asks its handler to do, in Service-Demand, and how it is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// --demand. A server that is not told to obey does nothing about the field, whatever is in it.
enum class DemandMode : std::uint8_t {
  ignore,
  emulate,  ///< charges the worker's emulated core
  spin,     ///< burns processor time
  block     ///< sleeps, as a handler that waits for something: without a core
};

/// As --demand has it.
std::string_view to_string(DemandMode mode) noexcept;
std::optional<DemandMode> parse_demand_mode(std::string_view name) noexcept;

/// On the worker's thread; returns once it is done. What is charged is paid when the core settles,
/// before the answer leaves.
void do_work(DemandMode mode, std::uint64_t ns, Worker& worker) noexcept;

}  // namespace dispatchbench
