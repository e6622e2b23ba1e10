#include "experiments/runner/results/summary.hpp"

#include <algorithm>

#include "experiments/runner/results/result_file.hpp"

namespace dispatchbench::runner {
namespace {

template <class Fields>
void list_all(Fields& field, Bound<Fields, Summary>& summary, int version) {
  field("schema_version", version);
  field("experiment", summary.experiment);
  field.maybe("about", summary.about);
  field.maybe("baseline", summary.baseline);
  field.maybe("baseline_point", summary.baseline_point);
  field.maybe("published", summary.published);
  field.maybe("rounds", summary.rounds);
  field.maybe("planned_runs", summary.planned_runs);
  field.maybe("finished_runs", summary.finished_runs);
  field.maybe("load_share", summary.load_share);
  field.maybe("comparisons", summary.comparisons);
  field.maybe("rounds_needed", summary.rounds_needed);
  field.maybe("rounds_needed_for_tiers", summary.rounds_needed_for_tiers);
  field.maybe("stopping", summary.stopping);
  field("machine", summary.machine);
  field.maybe("noise_floor", summary.noise_floor);
  field("strategies", summary.rows);
  field.maybe("skipped", summary.skipped);
  field.maybe("marks", summary.marks);
  field.maybe("limits", summary.limits);
  field.maybe("not_concluded", summary.caveats);  // its name in older files, and still
  field.maybe("caveats", summary.caveats);
}

}  // namespace

void to_json(Json& json, const Summary& summary) {
  json = Json::object();
  FieldWriter writer(json);
  list_all(writer, summary, schema_version);
}

void from_json(const Json& json, Summary& summary) {
  FieldReader reader(json);
  list_all(reader, summary, schema_version);
}

const RowSummary* find_row(const Summary& summary, const std::string& name, const Json& point) {
  const auto found = std::find_if(
      summary.rows.begin(), summary.rows.end(),
      [&](const RowSummary& row) { return row.name == name && same_content(row.point, point); });
  return found == summary.rows.end() ? nullptr : &*found;
}

}  // namespace dispatchbench::runner
