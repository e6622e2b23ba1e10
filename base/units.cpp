#include "base/units.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace dispatchbench {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array size_units{Unit{"B", 1},        Unit{"kB", 1e3},     Unit{"MB", 1e6},
                                Unit{"GB", 1e9},     Unit{"TB", 1e12},    Unit{"KiB", 0x1p10},
                                Unit{"MiB", 0x1p20}, Unit{"GiB", 0x1p30}, Unit{"TiB", 0x1p40}};
constexpr std::array duration_units{Unit{"us", 1e3}, Unit{"ms", 1e6}, Unit{"s", 1e9},
                                    Unit{"m", 60e9}};

/// Digits with an optional fraction, then one of `units`; a bare 0 needs no unit.
template <std::size_t N>
std::optional<double> parse_with_unit(std::string_view text, const std::array<Unit, N>& units) {
  if (text == "0") return 0.0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : units) {
    if (unit.name == name) return number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto bytes = parse_with_unit(text, size_units);
  if (!bytes || *bytes >= 0x1p63) return std::nullopt;
  const double whole = std::round(*bytes);
  if (std::abs(*bytes - whole) > whole * 1e-12) return std::nullopt;  // 2.01kB is not exact either
  return static_cast<std::uint64_t>(whole);
}

std::optional<Nanoseconds> parse_duration(std::string_view text) {
  const auto nanoseconds = parse_with_unit(text, duration_units);
  if (!nanoseconds || *nanoseconds >= 0x1p62) return std::nullopt;
  return Nanoseconds(std::llround(*nanoseconds));
}

std::optional<double> parse_rate(std::string_view text) {
  if (!text.ends_with("/s")) return std::nullopt;
  const auto size = parse_size(text.substr(0, text.size() - 2));
  if (!size || *size == 0) return std::nullopt;
  return static_cast<double>(*size);
}

std::string format_size(std::uint64_t bytes) {
  struct Step {
    std::string_view name;
    std::uint64_t factor;
  };
  constexpr std::array<Step, 8> steps{{{"TiB", 1ULL << 40},
                                       {"TB", 1'000'000'000'000},
                                       {"GiB", 1ULL << 30},
                                       {"GB", 1'000'000'000},
                                       {"MiB", 1ULL << 20},
                                       {"MB", 1'000'000},
                                       {"KiB", 1ULL << 10},
                                       {"kB", 1'000}}};
  for (const Step& step : steps) {
    if (bytes >= step.factor && bytes % step.factor == 0) {
      return fmt::format("{}{}", bytes / step.factor, step.name);
    }
  }
  return fmt::format("{}B", bytes);
}

std::string format_figure(double value) {
  return std::abs(value) < 999.5 ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value);
}

std::string format_count(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string format_duration(Nanoseconds duration) {
  const auto ns = duration.count();
  if (ns == 0) return "0";
  if (ns % 60'000'000'000 == 0) return fmt::format("{}m", ns / 60'000'000'000);
  if (ns % 1'000'000'000 == 0) return fmt::format("{}s", ns / 1'000'000'000);
  if (ns % 1'000'000 == 0) return fmt::format("{}ms", ns / 1'000'000);
  return fmt::format("{}us", static_cast<double>(ns) / 1e3);
}

}  // namespace dispatchbench
