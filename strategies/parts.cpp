#include "strategies/parts.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/named_rows.hpp"

namespace dispatchbench {
namespace {

template <typename Row>
const Row* known(std::span<const Row> rows, std::string_view name) {
  const Row* const row = find_named(rows, name);
  if (row == nullptr) throw std::logic_error(fmt::format("no part is named {}", name));
  return row;
}

/// The names of the rows in which `field` is set.
template <typename Row, typename Field>
std::string names_where(std::span<const Row> rows, Field Row::*field) {
  std::vector<std::string_view> names;
  for (const Row& row : rows) {
    if (row.*field) names.push_back(row.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Parts parts_named(std::string_view accept, std::string_view placement, std::string_view handoff,
                  std::string_view afterwards_name) {
  return {known(accepts(), accept), known(placements(), placement), known(handoffs(), handoff),
          known(afterwards(), afterwards_name)};
}

std::optional<std::string> why_impossible(const Parts& parts) {
  const PlacementRow& placement = *parts.placement;
  const bool hands_over = parts.handoff->make != nullptr;
  if (!placement.chooses && !parts.accept->by_workers) {
    return fmt::format("--placement {}: needs workers that accept (--accept {}), not --accept {}",
                       placement.name, names_where(accepts(), &AcceptRow::by_workers),
                       parts.accept->name);
  }
  const bool placed_later = !parts.afterwards->placement.empty();
  if ((placement.chooses || placed_later) && !hands_over) {
    return fmt::format(
        "--{} {}: needs a way to hand connections over (--handoff {}), not "
        "--handoff {}",
        placement.chooses ? "placement" : "afterwards",
        placement.chooses ? placement.name : parts.afterwards->name,
        names_where(handoffs(), &HandoffRow::make), parts.handoff->name);
  }
  if (!placement.chooses && !placed_later && (hands_over || parts.afterwards->moves)) {
    const bool moves = parts.afterwards->moves;
    return fmt::format(
        "--{} {}: needs a placement that chooses (--placement {}), not --placement {}",
        moves ? "afterwards" : "handoff", moves ? parts.afterwards->name : parts.handoff->name,
        names_where(placements(), &PlacementRow::chooses), placement.name);
  }
  return std::nullopt;
}

std::vector<const BackendRow*> backends_for(const Parts& parts) {
  std::vector<const BackendRow*> fit;
  for (const BackendRow& row : backends()) {
    if (row.wakes_one || !parts.accept->wakes_one) fit.push_back(&row);
  }
  return fit;
}

std::string other_threads_of(const Parts& parts) {
  std::string threads(parts.accept->other_threads);
  const std::string_view more = parts.handoff->other_threads;
  if (!threads.empty() && !more.empty()) threads += ", ";
  return threads += more;
}

bool reads_loads(const Parts& parts) noexcept {
  const PlacementRow* const later = find_named(placements(), parts.afterwards->placement);
  return parts.placement->reads_loads || (later != nullptr && later->reads_loads);
}

/// SO_REUSEPORT's hash of ports is as good as chance.
bool placed_by_chance(const Parts& parts) noexcept {
  if (!parts.afterwards->placement.empty()) return false;  // chance does not last
  return parts.placement->by_chance || (!parts.placement->chooses && parts.accept->hashed);
}

}  // namespace dispatchbench
