#include "loadgen/body_size.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/units.hpp"

namespace dispatchbench::loadgen {
namespace {

/// SplitMix64's output function: consecutive inputs give independent outputs.
std::uint64_t mix(std::uint64_t value) noexcept {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

/// Evenly spread over (0, 1), both ends left out.
double uniform_of(std::uint64_t seed, std::uint64_t number) noexcept {
  const std::uint64_t bits = mix(mix(seed) + (number + 1) * 0x9e3779b97f4a7c15ULL);
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

std::uint64_t capped(double bytes) noexcept {
  return static_cast<std::uint64_t>(
      std::clamp(bytes, 1.0, static_cast<double>(largest_drawn_body)));
}

std::optional<std::uint64_t> parse_drawn_size(std::string_view text) {
  const auto size = parse_size(text);
  if (!size || *size == 0 || *size > largest_drawn_body) return std::nullopt;
  return size;
}

std::optional<double> parse_shape(std::string_view text) {
  double shape = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), shape);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!(shape >= 0.01 && shape <= 1000)) return std::nullopt;  // nan is refused too
  return shape;
}

/// "a,b" → a and b.
std::pair<std::string_view, std::string_view> parts(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return {text, {}};
  return {text.substr(0, comma), text.substr(comma + 1)};
}

}  // namespace

std::optional<BodySize> BodySize::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  BodySize body;
  if (colon == std::string_view::npos) {
    const auto size = parse_size(text);
    if (!size || *size > largest_fixed_body) return std::nullopt;
    body.first_ = *size;
    return body;
  }
  const auto [first, second] = parts(text.substr(colon + 1));
  const auto size = parse_drawn_size(name == "exponential" ? text.substr(colon + 1) : first);
  if (!size) return std::nullopt;
  body.first_ = *size;
  if (name == "uniform") {
    body.kind_ = Kind::uniform;
    body.second_ = parse_drawn_size(second).value_or(0);
    return body.second_ >= body.first_ ? std::optional(body) : std::nullopt;
  }
  if (name == "pareto") {
    body.kind_ = Kind::pareto;
    body.shape_ = parse_shape(second).value_or(0);
    return body.shape_ > 0 ? std::optional(body) : std::nullopt;
  }
  body.kind_ = Kind::exponential;
  return name == "exponential" ? std::optional(body) : std::nullopt;
}

std::uint64_t BodySize::of(std::uint64_t seed, std::uint64_t number) const noexcept {
  if (kind_ == Kind::fixed) return first_;
  const double drawn = uniform_of(seed, number);
  const auto first = static_cast<double>(first_);
  switch (kind_) {
    case Kind::uniform:
      return first_ + static_cast<std::uint64_t>(drawn * static_cast<double>(second_ - first_ + 1));
    case Kind::exponential:
      return capped(-first * std::log(drawn));
    case Kind::pareto:
      return capped(first * std::pow(drawn, -1 / shape_));
    case Kind::fixed:
      break;
  }
  return first_;
}

std::uint64_t BodySize::largest() const noexcept {
  if (kind_ == Kind::fixed) return first_;
  return kind_ == Kind::uniform ? second_ : largest_drawn_body;
}

std::string BodySize::text() const {
  std::string first = format_size(first_);
  switch (kind_) {
    case Kind::uniform:
      return fmt::format("uniform:{},{}", first, format_size(second_));
    case Kind::exponential:
      return fmt::format("exponential:{}", first);
    case Kind::pareto:
      return fmt::format("pareto:{},{}", first, shape_);
    case Kind::fixed:
      break;
  }
  return first;
}

}  // namespace dispatchbench::loadgen
