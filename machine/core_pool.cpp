#include "machine/core_pool.hpp"

#include <algorithm>

namespace dispatchbench {

Reservation CorePool::reserve(std::int64_t at_ns, std::int64_t cost_ns,
                              std::int32_t process) noexcept {
  CoreState& core = choose(at_ns);
  const Reservation reserved{.start_ns = std::max(at_ns, core.free_ns),
                             .end_ns = std::max(at_ns, core.free_ns) + cost_ns};
  if (core.process != process) {
    core.process = process;
    core.promised_ns = core.free_ns;
  }
  core.free_ns = reserved.end_ns;
  return reserved;
}

CoreState& CorePool::choose(std::int64_t at_ns) noexcept {
  return *std::ranges::min_element(cores_, [at_ns](const CoreState& a, const CoreState& b) {
    const bool a_fits = a.free_ns <= at_ns;
    if (a_fits != (b.free_ns <= at_ns)) return a_fits;
    return a_fits ? a.free_ns > b.free_ns : a.free_ns < b.free_ns;
  });
}

void CorePool::give_back(CoreState& core) noexcept {
  core.free_ns = core.promised_ns;
  core.process = 0;
}

}  // namespace dispatchbench
