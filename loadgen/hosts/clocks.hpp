// How far the clocks of the hosts are apart. Every host stamps by its own CLOCK_MONOTONIC, which
// begins when it was started; figures are told on rank 0's.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "loadgen/hosts/communicator.hpp"

namespace dispatchbench::loadgen {

/// A message to another process and back: when it left and was back by the own clock, and what the
/// other's said in between.
struct RoundTrip {
  std::int64_t sent_ns = 0;
  std::int64_t there_ns = 0;
  std::int64_t back_ns = 0;
};

/// A clock is ahead of rank 0's by `offset_ns`, give or take `error_ns`.
struct ClockOffset {
  std::int64_t offset_ns = 0;
  std::int64_t error_ns = 0;
};

/// By the quickest of `trips` (at least one): the other clock was read at some moment of it, so the
/// error is half of it.
ClockOffset offset_of(std::span<const RoundTrip> trips) noexcept;

using ClockFunction = std::int64_t (*)();

/// All processes call it. At rank 0 the clocks of all, by rank; elsewhere nothing.
std::vector<ClockOffset> measure_clocks(Communicator& communicator, ClockFunction now_ns);

/// Of a clock over a load: the offset before it, which all its stamps were told by, how much
/// further ahead it was afterwards, and how wrong a stamp can be for both.
struct HostClock {
  std::int64_t offset_ns = 0;
  std::int64_t drift_ns = 0;
  std::int64_t error_ns = 0;
};

HostClock clock_over(const ClockOffset& before, const ClockOffset& after) noexcept;

}  // namespace dispatchbench::loadgen
