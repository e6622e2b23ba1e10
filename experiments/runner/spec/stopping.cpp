#include "experiments/runner/spec/stopping.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "experiments/runner/results/estimate_json.hpp"

namespace dispatchbench::runner {
namespace {

constexpr unsigned most_over_first = 5;

/// Nothing if this row's interval does not count.
std::optional<Estimate> counted(const Json& row, bool compares) {
  if (row.at("placement_by_chance").get<bool>()) return std::nullopt;
  if (!compares) return estimate_in(row.at("requests_per_second"));
  return row.at("baseline").get<bool>() ? std::nullopt : estimate_in(row.at("ratio_to_baseline"));
}

std::optional<double> half_width(const Estimate& estimate) {
  if (!estimate.low || !estimate.high || *estimate.low <= 0) return std::nullopt;
  return (std::log(*estimate.high) - std::log(*estimate.low)) / 2;
}

}  // namespace

unsigned Stopping::corrections() const noexcept {
  return static_cast<unsigned>(std::max<std::size_t>(1, looks.size()));
}

bool Stopping::may_stop_after(unsigned round) const noexcept {
  return std::find(looks.begin(), looks.end(), round) != looks.end();
}

Stopping stopping_for(const Precision& precision, unsigned rounds, unsigned comparisons) {
  for (unsigned first = rounds;; ++first) {
    const unsigned last = precision.max_rounds.value_or(most_over_first * first);
    if (last < first) {
      refuse_option("max-rounds", std::to_string(last),
                    fmt::format("at least the {} rounds that it begins with", first));
    }
    Stopping stopping{precision.until, looks_between(first, last)};
    if (rounds_needed(comparisons * stopping.corrections()) <= first) return stopping;
  }
}

Json to_json(const Stopping& stopping) {
  if (!stopping.until) return nullptr;
  return {{"until", *stopping.until}, {"looks", stopping.looks}};
}

Stopping stopping_in(const Json& manifest) {
  const Json stopping = manifest.value("stopping", Json());
  if (stopping.is_null()) return {};
  return {stopping.at("until").get<double>(), stopping.at("looks").get<std::vector<unsigned>>()};
}

std::vector<unsigned> looks_between(unsigned first, unsigned last) {
  std::vector<unsigned> looks;
  for (unsigned round = first; round < last; round += (round + 3) / 4) looks.push_back(round);
  looks.push_back(last);
  return looks;
}

Json widest_interval(const Json& rows) {
  const bool compares = std::any_of(rows.begin(), rows.end(), [](const Json& row) {
    return !row.at("ratio_to_baseline").is_null();
  });
  Json widest;
  for (const Json& row : rows) {
    const auto estimate = counted(row, compares);
    if (!estimate) continue;
    const auto width = half_width(*estimate);
    const auto most = number_at(widest, "half_width");
    if (!widest.is_null() && (!most || (width && *width <= *most))) continue;
    widest = {{"name", row.at("name")}, {"point", row.at("point")}, {"half_width", or_null(width)}};
  }
  return widest;
}

bool narrow_enough(const Json& summary, double until) {
  const Json widest = widest_interval(summary.at("strategies"));
  if (widest.is_null()) return true;
  const auto width = number_at(widest, "half_width");
  return width && *width <= until;
}

}  // namespace dispatchbench::runner
