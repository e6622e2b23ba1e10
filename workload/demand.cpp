#include "workload/demand.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace dispatchbench::workload {

std::optional<Distribution> parse_demand(std::string_view text) {
  const auto form = parse_distribution(text, Quantity::time);
  if (!form || std::max(form->first, form->second) > largest_demand_ns) return std::nullopt;
  return Distribution::parse(text, Quantity::time)->capped(largest_demand_ns);
}

std::string demand_syntax() {
  return fmt::format("at most 10s: {}", distribution_syntax(Quantity::time));
}

}  // namespace dispatchbench::workload
