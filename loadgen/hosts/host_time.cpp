#include "loadgen/hosts/host_time.hpp"

namespace dispatchbench::loadgen {

HostTime host_time_of(const ProcessorTicks& ticks) noexcept {
  const std::uint64_t busy =
      ticks.user + ticks.nice + ticks.system + ticks.irq + ticks.softirq + ticks.steal;
  return {busy, busy + ticks.idle + ticks.disk};
}

HostTime host_time() {
  return host_time_of(processor_ticks().value_or(ProcessorTicks{}));
}

double busy_share(const HostTime& from, const HostTime& to) noexcept {
  if (to.all <= from.all || to.busy < from.busy) return 0;
  return static_cast<double>(to.busy - from.busy) / static_cast<double>(to.all - from.all);
}

void BusyTime::look(std::int64_t now_ns, std::int64_t from_ns) {
  if (!first_ && !last_ && now_ns >= from_ns) first_ = read_();
}

void BusyTime::end() {
  if (!last_) last_ = read_();
}

double BusyTime::share() const noexcept {
  return first_ && last_ ? busy_share(*first_, *last_) : 0;
}

}  // namespace dispatchbench::loadgen
