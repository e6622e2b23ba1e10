#include "experiments/runner/results/run.hpp"

#include "experiments/runner/results/result_file.hpp"

namespace dispatchbench::runner {
namespace {

template <class Fields>
void list_all(Fields& field, Bound<Fields, MeasuredRun>& run, int& version, std::string& status) {
  field("schema_version", version);
  field("experiment", run.experiment);
  field("index", run.index);
  field("round", run.round);
  field("repeat", run.repeat);
  field("name", run.name);
  field.maybe("strategy", run.strategy);
  field.maybe("peer", run.peer);
  field("point", run.point);
  field("status", status);
  field("failure", run.failure);
  field("started_ns", run.started_ns);
  field("finished_ns", run.finished_ns);
  field("server", run.server);
  field("load", run.load);
  field("machine", run.machine);
  field("flags", run.flags);
  field.maybe("limited_by", run.limited_by);
  field.maybe("earlier_failures", run.earlier_failures);
}

std::optional<double> ratio(std::optional<double> a, double b) {
  return a && b > 0 ? std::optional(*a / b) : std::nullopt;
}

}  // namespace

void to_json(Json& json, const MeasuredRun& run) {
  json = Json::object();
  FieldWriter writer(json);
  int version = schema_version;
  std::string status = run.ok() ? "ok" : "failed";
  list_all(writer, run, version, status);
}

void from_json(const Json& json, MeasuredRun& run) {
  FieldReader reader(json);
  int version = 0;
  std::string status;
  list_all(reader, run, version, status);
  if (run.strategy.empty()) run.strategy = run.name;
  if ((status == "ok") != run.ok()) {
    throw Json::other_error::create(501, "status and failure contradict each other", &json);
  }
  if (run.ok() && !run.load.report) {
    throw Json::other_error::create(501, "a run that went well lacks its load's report", &json);
  }
}

void forget_documents(MeasuredRun& run) {
  if (run.server.report) run.server.report->document = nullptr;
  if (run.load.report) run.load.report->document = nullptr;
}

double load_seconds(const MeasuredRun& run) {
  return run.load.report->seconds();
}

double requests_per_second(const MeasuredRun& run) {
  return run.load.report->requests_per_second;
}

double bytes_per_second(const MeasuredRun& run) {
  return run.load.report->bytes_per_second;
}

CpuCosts cpu_costs(const MeasuredRun& run) {
  const LoadReport& load = *run.load.report;
  const double gigabytes = load.bytes_sent.value_or(0) / 1e9;
  const auto requests = static_cast<double>(load.requests);
  return {ratio(run.server.cpu_seconds, gigabytes), ratio(load.cpu_seconds, gigabytes),
          ratio(run.server.cpu_seconds, requests), ratio(load.cpu_seconds, requests)};
}

}  // namespace dispatchbench::runner
