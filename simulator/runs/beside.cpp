#include "simulator/runs/beside.hpp"

#include "base/json_text.hpp"
#include "base/output.hpp"

namespace dispatchbench::simulator {
namespace {

using runner::Json;

Json expected_json(const std::optional<Expected>& expected) {
  if (!expected) return nullptr;
  Json json = to_json(expected->latency);
  json["model"] = expected->model;
  return json;
}

Json row_json(const BesideRow& row) {
  const Residual residual = row.residual();
  return {{"name", row.name},
          {"point", row.point},
          {"runs", row.runs},
          {"requests", row.measured.count()},
          {"measured", to_json(figures_of(row.measured))},
          {"simulated", to_json(figures_of(row.simulated))},
          {"expected", expected_json(row.expected)},
          {"ideals",
           {{"one_queue", expected_json(row.ideals.one_queue)},
            {"queue_each", expected_json(row.ideals.queue_each)}}},
          {"residual", {{"mean", residual.mean}, {"p99", residual.p99}}}};
}

}  // namespace

Residual BesideRow::residual() const {
  const LatencyFigures real = figures_of(measured);
  const LatencyFigures ideal = figures_of(simulated);
  return {real.mean_seconds / ideal.mean_seconds - 1, *real.p99_seconds / *ideal.p99_seconds - 1};
}

Json to_json(const Beside& beside) {
  Json rows = Json::array();
  for (const BesideRow& row : beside.rows) rows.push_back(row_json(row));
  Json without = Json::array();
  for (const auto& [name, why] : beside.without_model) {
    without.push_back({{"name", name}, {"why", why}});
  }
  return {{"schema_version", runner::schema_version},
          {"within", {{"mean", Beside::mean_within}, {"p99", Beside::p99_within}}},
          {"rows", std::move(rows)},
          {"without_model", std::move(without)},
          {"sentence", sentence_of(beside)}};
}

void write_beside(const runner::ResultsFolder& folder, const Beside& beside) {
  write_output(folder.path() / "theory.json", json_text(to_json(beside), 1) + "\n");
}

}  // namespace dispatchbench::simulator
