#include "simulator/runs/beside.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace dispatchbench::simulator {
namespace {

using runner::Json;

constexpr int schema_version = 1;

Json figures_json(const MeanAndTail& figures) {
  return {{"mean_seconds", figures.mean_seconds}, {"p99_seconds", figures.p99_seconds}};
}

Json expected_json(const std::optional<Expected>& expected) {
  if (!expected) return nullptr;
  return {{"model", expected->model},
          {"mean_seconds", expected->mean_seconds},
          {"p99_seconds", expected->p99_seconds ? Json(*expected->p99_seconds) : Json(nullptr)}};
}

Json row_json(const BesideRow& row) {
  const MeanAndTail residual = row.residual();
  return {{"name", row.name},
          {"point", row.point},
          {"runs", row.runs},
          {"requests", row.measured.count()},
          {"measured", figures_json(figures_of(row.measured))},
          {"simulated", figures_json(figures_of(row.simulated))},
          {"expected", expected_json(row.expected)},
          {"residual", {{"mean", residual.mean_seconds}, {"p99", residual.p99_seconds}}}};
}

std::string milliseconds(std::optional<double> seconds) {
  return seconds ? fmt::format("{:.2f}", *seconds * 1e3) : "-";
}

std::string line_of(const BesideRow& row) {
  const MeanAndTail measured = figures_of(row.measured);
  const MeanAndTail simulated = figures_of(row.simulated);
  const MeanAndTail residual = row.residual();
  const auto& expected = row.expected;
  return fmt::format("{:40} {:>10} {:>9} {:>9} {:>9} {:>+7.1f}%  {:>9} {:>9} {:>9} {:>+7.1f}%\n",
                     runner::label(row.name, row.point), expected ? expected->model : "-",
                     milliseconds(expected ? std::optional(expected->mean_seconds) : std::nullopt),
                     milliseconds(simulated.mean_seconds), milliseconds(measured.mean_seconds),
                     100 * residual.mean_seconds,
                     milliseconds(expected ? expected->p99_seconds : std::nullopt),
                     milliseconds(simulated.p99_seconds), milliseconds(measured.p99_seconds),
                     100 * residual.p99_seconds);
}

std::size_t agreeing(const Beside& beside, double MeanAndTail::*figure, double within) {
  return static_cast<std::size_t>(std::count_if(
      beside.rows.begin(), beside.rows.end(),
      [&](const BesideRow& row) { return std::abs(row.residual().*figure) <= within; }));
}

}  // namespace

MeanAndTail figures_of(const runner::Latency& latency) {
  return {latency.mean_nanoseconds() * 1e-9, latency.value_at(0.99).value_or(0)};
}

MeanAndTail BesideRow::residual() const {
  const MeanAndTail real = figures_of(measured);
  const MeanAndTail ideal = figures_of(simulated);
  return {real.mean_seconds / ideal.mean_seconds - 1, real.p99_seconds / ideal.p99_seconds - 1};
}

BesideRow& Beside::row_of(const runner::RunId& run) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const BesideRow& row) {
    return row.name == run.name && row.point == run.point;
  });
  if (found != rows.end()) return *found;
  BesideRow row;
  row.name = run.name;
  row.point = run.point;
  return rows.emplace_back(std::move(row));
}

Json to_json(const Beside& beside) {
  Json rows = Json::array();
  for (const BesideRow& row : beside.rows) rows.push_back(row_json(row));
  return {{"schema_version", schema_version},
          {"within", {{"mean", Beside::mean_within}, {"p99", Beside::p99_within}}},
          {"rows", std::move(rows)}};
}

std::string table_of(const Beside& beside) {
  std::string table = fmt::format("{:40} {:>10} {:^38} {:^38}\n", "", "", "mean, ms", "p99, ms");
  table += fmt::format("{:40} {:>10} {:>9} {:>9} {:>9} {:>8}  {:>9} {:>9} {:>9} {:>8}\n", "row",
                       "model", "formula", "simulated", "measured", "off", "formula", "simulated",
                       "measured", "off");
  for (const BesideRow& row : beside.rows) table += line_of(row);
  table += fmt::format(
      "mean within {:g} %: {} of {} rows; p99 within {:g} %: {}\n", 100 * Beside::mean_within,
      agreeing(beside, &MeanAndTail::mean_seconds, Beside::mean_within), beside.rows.size(),
      100 * Beside::p99_within, agreeing(beside, &MeanAndTail::p99_seconds, Beside::p99_within));
  return table;
}

}  // namespace dispatchbench::simulator
