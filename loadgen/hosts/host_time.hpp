// How much of its processors' time a host has spent, by whomever.
#pragma once

#include <cstdint>
#include <optional>

#include "base/processor_ticks.hpp"

namespace dispatchbench::loadgen {

/// Since it was started, in the kernel's ticks.
struct HostTime {
  std::uint64_t busy = 0;
  std::uint64_t all = 0;
};

/// Who waits for a disk is not busy.
HostTime host_time_of(const ProcessorTicks& ticks) noexcept;

/// Now; zero where the kernel does not say.
HostTime host_time();

/// The busy share of the time from one to the other, 0..1; 0 where no time has passed.
double busy_share(const HostTime& from, const HostTime& to) noexcept;

/// How busy the host is from a moment ahead on. One thread.
class BusyTime {
 public:
  using Reading = HostTime (*)();
  explicit BusyTime(Reading read = &host_time) : read_(read) {}

  /// To be called again and again: the time counts from the first call that is not before
  /// `from_ns`. Both of one clock.
  void look(std::int64_t now_ns, std::int64_t from_ns);

  /// It counts up to here, the first time.
  void end();

  /// 0 where it has not begun before its end.
  double share() const noexcept;

 private:
  Reading read_;
  std::optional<HostTime> first_, last_;
};

}  // namespace dispatchbench::loadgen
