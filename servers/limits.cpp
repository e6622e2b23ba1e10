#include "servers/limits.hpp"

#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/units.hpp"

namespace dispatchbench {
namespace {

constexpr std::size_t kept_descriptors = 64;     // logs, listener, report …
constexpr std::size_t descriptors_a_worker = 8;  // poller, eventfd, timer, pipe, listener
constexpr std::size_t least_turned_away = 16;    // of the kept ones
constexpr std::size_t share_turned_away = 16;    // one in so many, unless a number is asked for

std::size_t raised_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return std::min<std::size_t>(limit.rlim_cur, 1U << 30);
}

/// Descriptors that connections may have.
std::size_t descriptors_left(std::size_t workers, std::size_t each) {
  const std::size_t limit = raised_descriptor_limit();
  const std::size_t taken = kept_descriptors + descriptors_a_worker * workers;
  // With fewer than one a worker it would seem to work, and serve one client after the other.
  const std::size_t needed = taken + each * workers;
  if (limit >= needed) return limit - taken;
  throw UsageError(fmt::format(
      "--threads {}: needs {} file descriptors, and the limit is {}: expected fewer threads or "
      "a higher limit (ulimit -n)",
      workers, needed, limit));
}

std::uint64_t physical_memory() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

ConnectionLimits connection_limits(const OptionValues& values, std::size_t workers,
                                   bool with_store) {
  const std::size_t each = with_store ? 2 : 1;  // its socket, and perhaps a file
  const std::size_t left = descriptors_left(workers, each);
  const std::size_t most = left / each;
  std::size_t served = most - most / share_turned_away;
  if (values.has("max-connections")) {
    served = values.count("max-connections");
    if (served > most) {
      values.refuse("max-connections", fmt::format("a whole number from 1 to {}", most));
    }
  }
  return {served, left - each * served + least_turned_away};
}

/// A splice moves pages and is cheapest in large pieces; what a read copies should still be in the
/// processor's own cache when it is written on (benchmarks/speed.py pieces).
std::size_t buffer_size(const OptionValues& values, std::size_t workers, bool splices) {
  if (values.has("buffer-size")) {
    const std::uint64_t most = physical_memory() / 2 / workers;
    if (values.size("buffer-size") <= most) return values.size("buffer-size");
    values.refuse("buffer-size", fmt::format("a size that {} workers have memory for: {} at most",
                                             workers, format_size(most)));
  }
  return splices ? 256U << 10 : 64U << 10;
}

}  // namespace dispatchbench
