// What people read of a simulation beside a measurement.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/runs/beside.hpp"

namespace dispatchbench::simulator {
namespace {

std::string milliseconds(std::optional<double> seconds) {
  return seconds ? fmt::format("{:.2f}", *seconds * 1e3) : "-";
}

std::string line_of(const BesideRow& row) {
  const LatencyFigures measured = figures_of(row.measured);
  const LatencyFigures simulated = figures_of(row.simulated);
  const Residual residual = row.residual();
  const auto& expected = row.expected;
  return fmt::format(
      "{:40} {:>10} {:>9} {:>9} {:>9} {:>+7.1f}%  {:>9} {:>9} {:>9} {:>+7.1f}%\n",
      runner::label(row.name, row.point), expected ? expected->model : "-",
      expected ? milliseconds(expected->latency.mean_seconds) : "-",
      milliseconds(simulated.mean_seconds), milliseconds(measured.mean_seconds),
      100 * residual.mean, expected ? milliseconds(expected->latency.p99_seconds) : "-",
      milliseconds(simulated.p99_seconds), milliseconds(measured.p99_seconds), 100 * residual.p99);
}

/// "mean within 2 % in 7 of 9 rows (at most 3.1 % off)"
std::string agreement(const std::vector<BesideRow>& rows, const char* name,
                      double Residual::*figure, double within) {
  double most = 0;
  std::size_t near = 0;
  for (const BesideRow& row : rows) {
    const double off = std::abs(row.residual().*figure);
    most = std::max(most, off);
    if (off <= within) ++near;
  }
  return fmt::format("{} within {:g} % in {} of {} rows (at most {:.1f} % off)", name, 100 * within,
                     near, rows.size(), 100 * most);
}

}  // namespace

std::string sentence_of(const Beside& beside) {
  const std::string without =
      beside.without_model.empty()
          ? ""
          : fmt::format("; {} without a model", beside.without_model.size());
  return fmt::format("Measured against a simulation of the same requests: {}, {}{}.",
                     agreement(beside.rows, "mean", &Residual::mean, Beside::mean_within),
                     agreement(beside.rows, "p99", &Residual::p99, Beside::p99_within), without);
}

std::string table_of(const Beside& beside) {
  std::string table = fmt::format("{:40} {:>10} {:^38} {:^38}\n", "", "", "mean, ms", "p99, ms");
  table += fmt::format("{:40} {:>10} {:>9} {:>9} {:>9} {:>8}  {:>9} {:>9} {:>9} {:>8}\n", "row",
                       "model", "formula", "simulated", "measured", "off", "formula", "simulated",
                       "measured", "off");
  for (const BesideRow& row : beside.rows) table += line_of(row);
  for (const auto& [name, why] : beside.without_model) {
    table += fmt::format("without a model: {}\n", why);
  }
  return table + sentence_of(beside) + "\n";
}

}  // namespace dispatchbench::simulator
