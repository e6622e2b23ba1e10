#include "workload/request_rate.hpp"

#include <cmath>
#include <limits>

namespace dispatchbench::workload {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr Wide units = 1'000'000'000'000'000'000;  // billionths of a second, a billion of each
constexpr auto latest_ns = std::numeric_limits<std::int64_t>::max() / 4;

}  // namespace

RequestRate::RequestRate(double per_second) noexcept
    : billionths_(static_cast<std::uint64_t>(std::llround(per_second * 1e9))) {}

std::int64_t RequestRate::due_ns(std::uint64_t number) const noexcept {
  const Wide due = number * units / billionths_;
  return due < Wide{latest_ns} ? static_cast<std::int64_t>(due) : latest_ns;
}

std::uint64_t RequestRate::due_before(std::int64_t time_ns) const noexcept {
  if (time_ns <= 0) return 0;
  const Wide product = static_cast<Wide>(time_ns) * billionths_;
  return static_cast<std::uint64_t>((product + units - 1) / units);
}

}  // namespace dispatchbench::workload
