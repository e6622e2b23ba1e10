#include "loadgen/load_result.hpp"

#include <algorithm>

namespace dispatchbench::loadgen {

double Window::seconds() const noexcept {
  return std::max(1e-9, static_cast<double>(end_ns - start_ns) / 1e9);  // so that 0.3 s are 0.3
}

std::uint64_t LoadResult::begun() const noexcept {
  return figures.requests + figures.failed + figures.abandoned;
}

std::uint64_t LoadResult::unsent() const noexcept {
  return planned && *planned > begun() ? *planned - begun() : 0;
}

double LoadResult::requests_per_second() const noexcept {
  return static_cast<double>(figures.requests_in_window) / window.seconds();
}

double LoadResult::bytes_per_second() const noexcept {
  return static_cast<double>(figures.bytes_sent_in_window) / window.seconds();
}

double LoadResult::sent_per_second() const noexcept {
  return static_cast<double>(begun()) / std::max(1e-9, sending_seconds);
}

bool LoadResult::below_asked_rate(const Options& options) const noexcept {
  constexpr double enough = 0.99;
  if (!is_open_loop(options)) return false;
  const bool some_never = static_cast<double>(begun()) < enough * static_cast<double>(due);
  return some_never || sent_per_second() < enough * asked_per_second;
}

bool LoadResult::complete(const Options& options) const noexcept {
  return !stopped && (options.duration || unsent() == 0);
}

bool LoadResult::succeeded(const Options& options) const noexcept {
  return complete(options) && figures.errors.empty();
}

bool LoadResult::at_least(double quantile) const noexcept {
  return figures.censored.count > 0 &&
         figures.latency.value_at(quantile) >= figures.censored.least_ns;
}

}  // namespace dispatchbench::loadgen
