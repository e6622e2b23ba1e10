#include "workload/spread.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/units.hpp"
#include "workload/draw.hpp"

namespace dispatchbench::workload {

std::optional<SpreadShape> SpreadShape::parse(std::string_view text) {
  constexpr std::string_view name = "zipf:";
  constexpr double steepest = 10;
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  const auto exponent = parse_number<double>(text);
  if (!exponent || !(*exponent >= 0 && *exponent <= steepest)) return std::nullopt;  // nan too
  return SpreadShape{std::abs(*exponent)};                                           // -0 is 0
}

std::string SpreadShape::text() const {
  return zipf ? fmt::format("zipf:{}", *zipf) : std::string();
}

Spread::Spread(const SpreadShape& shape, std::uint32_t connections, std::uint64_t seed)
    : connections_(connections), seed_(seed), in_turn_(!shape.zipf) {
  if (in_turn_ || *shape.zipf == 0) return;
  shares_.reserve(connections);
  double sum = 0;
  for (std::uint32_t i = 0; i < connections; ++i) {
    sum += std::pow(static_cast<double>(i) + 1, -*shape.zipf);
    shares_.push_back(sum);
  }
}

std::uint32_t Spread::connection_of(std::uint64_t k) const noexcept {
  if (in_turn_) return static_cast<std::uint32_t>(k % connections_);
  const double one = uniform_at(seed_, Stream::connection, k);
  if (shares_.empty()) {
    return std::min(static_cast<std::uint32_t>(one * connections_), connections_ - 1);
  }
  const double drawn = one * shares_.back();
  const auto place = std::upper_bound(shares_.begin(), shares_.end() - 1, drawn);
  return static_cast<std::uint32_t>(place - shares_.begin());
}

}  // namespace dispatchbench::workload
