// The simple machine: a core a thread, and three costs that are given by hand.
#pragma once

#include <cstdint>

#include "machine/costs.hpp"

namespace dispatchbench {

struct SimpleCosts {
  double bytes_per_second = 0;  ///< --emulate-core
  std::int64_t request_ns = 0;  ///< --emulate-request
  std::int64_t accept_ns = 0;   ///< --emulate-accept
  bool work = false;            ///< what a request asks for is charged

  /// Whether anything costs something.
  bool any() const noexcept { return given() || work; }
  bool given() const noexcept { return bytes_per_second > 0 || request_ns > 0 || accept_ns > 0; }

  Costs costs() const noexcept {
    Costs all;
    all.set_bytes(bytes_per_second > 0 ? 1e9 / bytes_per_second : 0);
    all.set(Event::request, static_cast<double>(request_ns));
    all.set(Event::accept, static_cast<double>(accept_ns));
    return all;
  }
};

}  // namespace dispatchbench
