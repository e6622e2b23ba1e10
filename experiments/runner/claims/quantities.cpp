#include "experiments/runner/claims/quantities.hpp"

#include <array>
#include <cmath>

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "experiments/runner/claims/evidence.hpp"
#include "experiments/runner/statistics/balls_in_bins.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

using Arguments = std::span<const Argument>;

std::string text(const Arguments& arguments, std::size_t index) {
  return std::get<std::string>(arguments[index]);
}

[[noreturn]] void too_few_rounds(const Json& summary, const std::string& needed) {
  throw CannotTell(fmt::format("too few rounds: {}, and an interval needs {}",
                               summary.at("rounds").dump(), needed));
}

/// An estimate of the summary.
Interval interval_of(const Json& estimate, const Evidence& evidence) {
  const auto middle = number_at(estimate, "median");
  if (!middle) throw CannotTell("every run of it failed");
  const auto low = number_at(estimate, "low"), high = number_at(estimate, "high");
  if (!low || !high) {
    too_few_rounds(evidence.summary(), evidence.summary().at("rounds_needed").dump());
  }
  return {*low, *middle, *high};
}

Interval requests_per_second(const Evidence& evidence, Arguments arguments) {
  return interval_of(evidence.row(text(arguments, 0)).at("requests_per_second"), evidence);
}

Interval bytes_per_second(const Evidence& evidence, Arguments arguments) {
  return interval_of(evidence.row(text(arguments, 0)).at("bytes_per_second"), evidence);
}

const Json& ratios_of(const Evidence& evidence, Arguments arguments) {
  const Json& ratio = evidence.row(text(arguments, 0)).at("ratio_to_baseline");
  if (ratio.is_null()) throw CannotTell(text(arguments, 0) + " has no ratio to a baseline");
  return ratio;
}

Interval ratio(const Evidence& evidence, Arguments arguments) {
  return interval_of(ratios_of(evidence, arguments), evidence);
}

/// Student's interval of a mean: where chance decides each run, theory speaks of the mean, and of
/// it no interval is free of assumptions.
Interval mean_ratio(const Evidence& evidence, Arguments arguments) {
  const auto values = ratios_of(evidence, arguments).at("values").get<std::vector<double>>();
  if (values.size() < rounds_needed()) {
    too_few_rounds(evidence.summary(), std::to_string(rounds_needed()));
  }
  const auto count = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const boost::math::students_t distribution(count - 1);
  const double t =
      boost::math::quantile(boost::math::complement(distribution, (1 - confidence) / 2));
  const double reach = t * std::sqrt(squares / (count - 1) / count);
  return {mean - reach, mean, mean + reach};
}

Interval utilization(const Evidence& evidence, Arguments arguments) {
  const Json& row = evidence.row(text(arguments, 0));
  const std::string key = text(arguments, 1);
  std::vector<double> values;
  for (const MeasuredRun* run : evidence.runs_of(row)) {
    if (const auto value = number_at(run->utilization, key)) values.push_back(*value);
  }
  if (values.empty()) {
    throw CannotTell(
        fmt::format("no single run is there that says {} of {}", key, text(arguments, 0)));
  }
  const Estimate found = estimate(values);
  if (!found.low) too_few_rounds(evidence.summary(), std::to_string(rounds_needed()));
  return {*found.low, found.median, *found.high};
}

/// A whole number of connections or listeners.
std::uint64_t count(const Argument& argument) {
  const double value = std::get<Interval>(argument).middle;
  if (!(value >= 1) || value > static_cast<double>(most_placed) || value != std::floor(value)) {
    throw CannotTell(fmt::format("{} is no number of connections or listeners from 1 to {}", value,
                                 most_placed));
  }
  return static_cast<std::uint64_t>(value);
}

template <double (*theory)(std::uint64_t, std::uint64_t)>
Interval placed(const Evidence&, Arguments arguments) {
  return Interval::exactly(theory(count(arguments[0]), count(arguments[1])));
}

double mean_fullest(std::uint64_t connections, std::uint64_t listeners) {
  return fullest(connections, listeners).mean();
}

double mean_emptiest(std::uint64_t connections, std::uint64_t listeners) {
  return emptiest(connections, listeners).mean();
}

double all_occupied(std::uint64_t connections, std::uint64_t listeners) {
  return emptiest(connections, listeners).mean_of([](double n) { return n > 0 ? 1.0 : 0.0; });
}

double mean_efficiency(std::uint64_t connections, std::uint64_t listeners) {
  return efficiency(connections, listeners).mean;
}

double efficiency_deviation(std::uint64_t connections, std::uint64_t listeners) {
  return efficiency(connections, listeners).deviation;
}

}  // namespace

std::span<const Function> quantities() {
  static constexpr std::array table{
      Function{"requests_per_second", "t", "of a row: the median", requests_per_second},
      Function{"bytes_per_second", "t", "of a row: the median", bytes_per_second},
      Function{"ratio", "t", "of a row to the baseline: the median", ratio},
      Function{"mean_ratio", "t", "the same: the mean", mean_ratio},
      Function{"utilization", "tt", "of a row: the median of a key of its utilization",
               utilization},
      Function{"hash_occupied", "nn", "C connections, L listeners: those that get any, on average",
               placed<mean_occupied>},
      Function{"hash_all_occupied", "nn", "the chance that every listener gets any",
               placed<all_occupied>},
      Function{"hash_fullest", "nn", "connections on the fullest listener, on average",
               placed<mean_fullest>},
      Function{"hash_emptiest", "nn", "connections on the emptiest listener, on average",
               placed<mean_emptiest>},
      Function{"hash_efficiency", "nn", "throughput against an even placement, fixed shares: mean",
               placed<mean_efficiency>},
      Function{"hash_efficiency_deviation", "nn", "the same: standard deviation",
               placed<efficiency_deviation>},
  };
  return table;
}

}  // namespace dispatchbench::runner
