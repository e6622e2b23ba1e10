// Sizes, times and rates as people write them on a command line: 40MB, 256KiB, 50ms, 100MB/s.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "base/clock.hpp"

namespace dispatchbench {

/// "40MB" → 40,000,000. Digits, optionally with a decimal fraction, then B, kB, MB, GB, TB (powers
/// of 1000) or KiB, MiB, GiB, TiB (powers of 1024). The unit is required, except for 0. Nothing for
/// anything else, for a negative value and for one that is not a whole number of bytes below 2^63.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// "50ms" → 50,000,000 ns. Units us, ms, s, m; the unit is required, except for 0.
std::optional<Nanoseconds> parse_duration(std::string_view text);

/// "100MB/s" → 100,000,000 bytes a second: a size above zero and "/s".
std::optional<double> parse_rate(std::string_view text);

/// All of `text` as a number: digits, a minus for what has a sign, a point and an exponent for what
/// is no whole number, which may also be inf or nan. Nothing for anything else, nor for a number
/// that the type does not hold.
template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// What the parsers above accept, for error messages.
inline constexpr std::string_view size_syntax =
    "a number and a unit: B, kB, MB, GB, TB, KiB, MiB, GiB or TiB (such as 40MB)";
inline constexpr std::string_view duration_syntax =
    "a number and a unit: us, ms, s or m (such as 50ms)";
inline constexpr std::string_view rate_syntax = "a size and /s (such as 100MB/s)";

/// 40,000,000 → "40MB", 262,144 → "256KiB": the largest unit that divides evenly, so that it parses
/// back to the same number.
std::string format_size(std::uint64_t bytes);

/// Three digits, and all of those before the point: "0.0512", "47.5", "1680". Below 0.0001 with an
/// exponent.
std::string format_figure(double value);

/// 3, "round" → "3 rounds"; 1 → "1 round".
std::string format_count(std::uint64_t count, std::string_view noun);

/// 50,000,000 ns → "50ms"; parses back to the same number when it is whole microseconds.
std::string format_duration(Nanoseconds duration);

}  // namespace dispatchbench
