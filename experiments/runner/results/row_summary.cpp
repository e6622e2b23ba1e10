#include "experiments/runner/results/row_summary.hpp"

#include <charconv>

namespace dispatchbench::runner {
namespace {

template <class Fields>
void list_all(Fields& field, Bound<Fields, RowSummary>& row) {
  field("name", row.name);
  field.maybe("strategy", row.strategy);
  field("point", row.point);
  field.maybe("peer", row.peer);
  field.maybe("placement_by_chance", row.placement_by_chance);
  field.maybe("rounds", row.rounds);
  field.maybe("runs", row.runs);
  field.maybe("failed", row.failed);
  field("requests_per_second", row.requests_per_second);
  field("bytes_per_second", row.bytes_per_second);
  field.maybe("latency_seconds", row.latency);
  list_fields(field, row.costs);
  field.maybe("limited_by", row.limited_by);
  field.maybe("utilization", row.utilization);
  field.maybe("dispatch_delay", row.dispatch_delay);
  field.maybe("shares", row.shares);
  field.maybe("percent_of_ceiling", row.percent_of_ceiling);
  field.maybe("baseline", row.baseline);
  field.maybe("ratio_to_baseline", row.ratio_to_baseline);
  field.maybe("compared_to_baseline", row.compared_to_baseline);
  field.maybe("over_rounds", row.over_rounds);
  field.maybe("draws", row.draws);
  field.maybe("flags", row.flags);
  field.maybe("tier", row.tier);
  field.maybe("leader", row.leader);
  field.maybe("ratio_to_leader", row.ratio_to_leader);
  field.maybe("compared_to_leader", row.compared_to_leader);
}

}  // namespace

std::string RowSummary::main_limit() const {
  std::string main;
  unsigned most = 0;
  for (const auto& [limit, count] : limited_by) {
    if (count <= most) continue;
    most = count;
    main = limit;
  }
  return main;
}

void to_json(Json& json, const RowSummary& row) {
  json = Json::object();
  FieldWriter writer(json);
  list_all(writer, row);
}

void from_json(const Json& json, RowSummary& row) {
  FieldReader reader(json);
  list_all(reader, row);
}

void to_json(Json& json, const Distribution& distribution) {
  json = Json::object();
  for (const auto& [value, share] : distribution.shares) json[std::to_string(value)] = share;
}

void from_json(const Json& json, Distribution& distribution) {
  for (const auto& [text, share] : json.items()) {
    unsigned value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) {
      throw Json::other_error::create(501, "expected numbers as keys", &json);
    }
    distribution.shares[value] = share.get<double>();
  }
}

}  // namespace dispatchbench::runner
