#include "experiments/runner/results/server_report.hpp"

#include <stdexcept>

namespace dispatchbench::runner {
namespace {

/// A mean of nothing is null.
std::map<std::string, double> numbers_in(const Json& object) {
  std::map<std::string, double> numbers;
  for (const auto& [name, value] : object.items()) {
    if (value.is_number()) numbers[name] = value.get<double>();
  }
  return numbers;
}

}  // namespace

void from_json(const Json& json, ServerReport& report) {
  json.get_ref<const Json::object_t&>();
  FieldReader field(json);
  Json delays = Json::object();
  field.maybe("options", report.options);
  field.maybe("threads", report.threads);
  field.maybe("workers", report.workers);
  field.maybe("dispatch_delay", delays);
  field.maybe("emulation", report.emulation);
  field.maybe("timeline", report.timeline);
  report.dispatch_delay = numbers_in(delays);
}

void to_json(Json& json, const ServerReport& report) {
  if (report.document.is_null()) throw std::logic_error("a server's report without its document");
  json = report.document;
}

}  // namespace dispatchbench::runner
