#include "base/service_demand.hpp"

#include <fmt/format.h>

#include "base/units.hpp"

namespace dispatchbench {
namespace {

constexpr std::size_t digits_of_a_fraction = 3;

}  // namespace

std::string format_service_demand(std::uint64_t ns) {
  std::string text = fmt::format("{}.{:03}", ns / 1000, ns % 1000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + "us";
}

std::optional<std::uint64_t> parse_service_demand(std::string_view value) noexcept {
  if (!value.ends_with("us")) return std::nullopt;
  value.remove_suffix(2);
  const std::size_t point = value.find('.');
  const auto whole = parse_number<std::uint64_t>(value.substr(0, point));
  if (!whole || *whole > largest_demand_ns / 1000) return std::nullopt;
  std::uint64_t ns = *whole * 1000;
  if (point != std::string_view::npos) {
    const std::string_view fraction = value.substr(point + 1);
    const auto parts = parse_number<std::uint64_t>(fraction);
    if (!parts || fraction.size() > digits_of_a_fraction) return std::nullopt;
    std::uint64_t unit = 1000;
    for (std::size_t i = 0; i < fraction.size(); ++i) unit /= 10;
    ns += *parts * unit;
  }
  return ns <= largest_demand_ns ? std::optional(ns) : std::nullopt;
}

}  // namespace dispatchbench
