// When the requests of an open loop are due.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "workload/request_rate.hpp"

namespace dispatchbench::workload {

/// uniform: evenly spaced. poisson: exponential gaps, as of many independent users. bursty:ON,OFF:
/// Poisson for ON, then nothing for OFF, and so on, so much faster while ON that the mean rate is
/// the one asked for. ON and OFF are fixed times and the first ON begins at 0: every seed has as
/// many bursts, and they come at the same times.
struct ArrivalShape {
  enum class Kind { uniform, poisson, bursty };

  Kind kind = Kind::uniform;
  Nanoseconds on{0};  ///< of bursty
  Nanoseconds off{0};

  /// Nothing if malformed; ON and OFF are above zero and at most 1440m.
  static std::optional<ArrivalShape> parse(std::string_view text);

  /// Parses back to the same.
  std::string text() const;
};

/// What ArrivalShape::parse accepts, for error messages.
inline constexpr std::string_view arrivals_syntax =
    "uniform, poisson or bursty:ON,OFF (two times above zero, such as bursty:100ms,900ms)";

/// The times of a Poisson process of one arrival a unit of time. Asked for in ascending order, or
/// nearly so, an arrival costs a logarithm; far back or forth it costs a block of 1,024, and all
/// those in between that were never asked for. Keeps 512 KiB, and 8 bytes for every 1,024 arrivals
/// up to the furthest that was asked for. One thread at a time.
class PoissonTimes {
 public:
  explicit PoissonTimes(std::uint64_t seed) noexcept;

  double at(std::uint64_t k);

  /// How many are before `time`.
  std::uint64_t before(double time);

 private:
  static constexpr std::size_t block_size = 1024;
  struct Block {
    std::optional<std::uint64_t> number;
    std::array<double, block_size> times;
  };

  const Block& block(std::uint64_t number);

  std::uint64_t seed_;
  std::vector<double> starts_{0.0};  // of each block that is known, and of the next
  std::vector<Block> kept_;
};

/// The times at which requests 0, 1, … are due, in ns after the first moment; never descending. A
/// function of shape, rate and seed alone. Costs and memory as PoissonTimes, or nothing where
/// uniform. One thread at a time.
class Arrivals {
 public:
  /// `per_second`: the mean, from 0.001 to 1e9.
  Arrivals(const ArrivalShape& shape, double per_second, std::uint64_t seed);

  /// When request `k` is due, rounded down; as late as can be told if beyond.
  std::int64_t due_ns(std::uint64_t k);

  /// How many are due before `time_ns`.
  std::uint64_t due_before(std::int64_t time_ns);

 private:
  ArrivalShape shape_;
  RequestRate rate_;
  double mean_gap_ns_;  // while ON
  PoissonTimes times_;
};

}  // namespace dispatchbench::workload
