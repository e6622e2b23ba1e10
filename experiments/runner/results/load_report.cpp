#include "experiments/runner/results/load_report.hpp"

#include <stdexcept>

namespace dispatchbench::runner {

void from_json(const Json& json, LoadReport& report) {
  json.get_ref<const Json::object_t&>();
  FieldReader field(json);
  field.maybe("options", report.options);
  field("started_ns", report.started_ns);
  field("finished_ns", report.finished_ns);
  field("requests", report.requests);
  field("requests_per_second", report.requests_per_second);
  field("bytes_per_second", report.bytes_per_second);
  field.maybe("bytes_sent", report.bytes_sent);
  field.maybe("bytes_sent_unanswered", report.bytes_sent_unanswered);
  field.maybe("cpu_seconds", report.cpu_seconds);
  field.maybe("statuses", report.statuses);
  field.maybe("slots", report.slots);
  field.maybe("warmup", report.warm_up);
  field("histogram", report.latency);
}

void to_json(Json& json, const LoadReport& report) {
  if (report.document.is_null()) throw std::logic_error("a load's report without its document");
  json = report.document;
}

}  // namespace dispatchbench::runner
