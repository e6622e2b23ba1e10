// What is known of a run once server and load have ended.
#include "base/cpu_quota.hpp"
#include "base/output.hpp"
#include "experiments/runner/run/host_task.hpp"
#include "experiments/runner/run/limiting_factor.hpp"
#include "experiments/runner/run/measurement.hpp"
#include "experiments/runner/run/run_check.hpp"
#include "experiments/runner/spec/dilation.hpp"

namespace dispatchbench::runner {
namespace {

/// `asked`: the options before they were dilated.
template <class Report>
Report in_real_time(Json document, double dilation, std::int64_t origin_ns, const Json& asked) {
  undilate(document, dilation, origin_ns);
  document.at("options").update(asked);
  return with_document<Report>(std::move(document));
}

}  // namespace

void Measurement::conclude(const std::optional<Failure>& failure) {
  const auto unread = read_reports();
  run_.failure = failure ? failure : unread;
  run_.finished_ns = monotonic_ns();
  run_.flags = flags_of(run_);
  run_.limited_by = limiting_factor(run_);
}

/// What another host sent back.
void Measurement::take_back(const HostResult& result) {
  const auto report = result.files.find("report.json");
  if (report != result.files.end()) write_output(folder_ / "report.json", report->second);
  server_usage_ = result.usage;
  processors_ = result.processors;
  throttlings_ = result.throttlings;
  run_.server.system_share = result.system_share;
}

/// Whatever is known of the server has its host's stamps so far.
void Measurement::put_on_clock_of_load() {
  const std::int64_t by_ns = -run_.hosts->clock.offset_ns;
  for (UsageSample& sample : server_usage_) {
    sample.at_ns += by_ns;
    sample.boot_ns += by_ns;
  }
  if (!run_.server.report) return;
  Json document = std::move(run_.server.report->document);
  move_points(document, by_ns);
  run_.server.report = with_document<ServerReport>(std::move(document));
}

/// Reports may hold anything: a run whose reports make no sense has failed, and is without them.
std::optional<Failure> Measurement::read_reports() {
  auto server = plan_.peer ? report_of_peer() : read_server_report(folder_ / "report.json");
  auto load = read_load_report(folder_ / "load.json");
  run_.server.report = std::move(server.report);
  run_.load.report = std::move(load.report);
  if (!server.fault.empty()) return failure_of_server("the server " + server.fault);
  if (!load.fault.empty()) {
    return Failure{"the load generator " + load.fault, last_words(folder_ / "load.log")};
  }
  if (hosts_) put_on_clock_of_load();
  weigh_usage();
  if (reloads_) tell_reloads();
  auto broken = broken_by(plan_.load, run_, usage_);
  if (!broken && hosts_) broken = clock_gap(server_usage_);
  if (broken) return failure_of_server(std::move(*broken));
  if (plan_.machine) tell_in_real_time();
  return std::nullopt;
}

/// None of the servers has seen the whole load, so their reports are told together.
void Measurement::tell_reloads() {
  run_.reload = reloads_->cost(*run_.load.report);
  run_.server.report.reset();
}

/// What was measured is kept beside it.
void Measurement::tell_in_real_time() {
  const RunMachine& machine = *plan_.machine;
  LoadReport& load = *run_.load.report;
  run_.emulation = EmulatedRun{.cores = machine.spec.cores,
                               .dilation = machine.dilation,
                               .costs = machine.spec.profile.cpu,
                               .client = machine.spec.client_shares ? "same" : "elsewhere",
                               .slice = machine.spec.slice,
                               .dilated = {}};
  for (const char* const key : {"started_ns", "finished_ns", "requests_per_second",
                                "bytes_per_second", "latency_seconds"}) {
    run_.emulation->dilated[key] = load.document.at(key);
  }
  const std::int64_t origin_ns = load.started_ns;
  load =
      in_real_time<LoadReport>(std::move(load.document), machine.dilation, origin_ns, plan_.load);
  if (!run_.server.report) return;
  Json& served = run_.server.report->document;
  run_.server.report =
      in_real_time<ServerReport>(std::move(served), machine.dilation, origin_ns, plan_.server);
}

/// None if no worker was seen.
ReportFile<ServerReport> Measurement::report_of_peer() const {
  if (!observed_ || observed_->workers.empty()) return {};
  return {runner::report_of_peer(plan_.strategy, plan_.server, *observed_), ""};
}

/// What the server and its machine did from the first measured request to the last answer.
void Measurement::weigh_usage() {
  const LoadReport& load = *run_.load.report;
  const HostMachine* const elsewhere = hosts_ ? hosts_->server_machine() : nullptr;
  const UsageSamples& usage = hosts_ ? server_usage_ : usage_;
  run_.server.cpu_seconds = server_seconds_between(usage, load.started_ns, load.finished_ns);
  const auto beside = hosts_ ? hosts_->load_beside_server() : LoadBesideServer::all;
  std::optional<double> own = run_.server.cpu_seconds;
  if (beside != LoadBesideServer::none) {
    own = own && load.cpu_seconds ? std::optional(*own + *load.cpu_seconds) : std::nullopt;
  }
  run_.machine =
      machine_use(machine_at(usage, load.started_ns), machine_at(usage, load.finished_ns), own,
                  processors_, elsewhere ? elsewhere->machine.hardware.cpu_quota : cpu_quota());
  run_.machine.throttlings = throttlings_;
  // Some of that may be the server's, or not all of it the load's.
  const bool of_server = !server_ || plan_.reload;
  if (of_server || beside == LoadBesideServer::some) run_.machine.other_cpu_fraction.reset();
}

}  // namespace dispatchbench::runner
