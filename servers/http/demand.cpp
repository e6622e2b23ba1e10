#include "servers/http/demand.hpp"

#include <array>
#include <cerrno>
#include <ctime>

#include "base/clock.hpp"

namespace dispatchbench {
namespace {

struct ModeName {
  DemandMode mode;
  std::string_view name;
};

constexpr std::array mode_names{ModeName{DemandMode::emulate, "emulate"},
                                ModeName{DemandMode::spin, "spin"},
                                ModeName{DemandMode::block, "block"}};

void spin(std::int64_t ns) noexcept {
  const std::int64_t until_ns = thread_cpu_ns() + ns;
  while (thread_cpu_ns() < until_ns) {
  }
}

void block(std::int64_t ns) noexcept {
  const std::int64_t until_ns = monotonic_ns() + ns;
  const timespec wake{until_ns / 1'000'000'000, until_ns % 1'000'000'000};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, nullptr) == EINTR) {
  }
}

}  // namespace

std::string_view to_string(DemandMode mode) noexcept {
  for (const ModeName& row : mode_names) {
    if (row.mode == mode) return row.name;
  }
  return "";
}

std::optional<DemandMode> parse_demand_mode(std::string_view name) noexcept {
  for (const ModeName& row : mode_names) {
    if (row.name == name) return row.mode;
  }
  return std::nullopt;
}

void do_work(DemandMode mode, std::uint64_t ns, Worker& worker) noexcept {
  if (ns == 0 || mode == DemandMode::ignore) return;
  const auto work_ns = static_cast<std::int64_t>(ns);
  if (mode == DemandMode::emulate) return worker.core().charge_work(work_ns);
  worker.core().settle();
  if (mode == DemandMode::spin) {
    spin(work_ns);
  } else {
    block(work_ns);
  }
  worker.core().idled();  // an emulated one had nothing to do meanwhile
}

}  // namespace dispatchbench
