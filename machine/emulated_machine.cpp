#include "machine/emulated_machine.hpp"

#include <cmath>

namespace dispatchbench {

EmulatedMachine::EmulatedMachine(const Setting& setting, SleepClock& clock)
    : costs_(setting.costs),
      slice_ns_(setting.slice_ns),
      charges_(setting.costs.any() || setting.work),
      clock_(clock) {
  for (std::size_t i = 0; i < event_count; ++i) whole_ns_[i] = std::llround(costs_.ns[i]);
  if (setting.cores > 0) cores_.emplace(setting.cores, setting.shared);
}

}  // namespace dispatchbench
