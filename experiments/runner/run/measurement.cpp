#include "experiments/runner/run/measurement.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/cpu_quota.hpp"
#include "base/output.hpp"
#include "base/units.hpp"
#include "experiments/runner/process/peer_check.hpp"
#include "experiments/runner/process/proc.hpp"
#include "experiments/runner/process/server_process.hpp"
#include "experiments/runner/run/launch.hpp"
#include "experiments/runner/run/limiting_factor.hpp"
#include "experiments/runner/run/run_check.hpp"
#include "experiments/runner/spec/dilation.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> joined(std::vector<std::string> command,
                                const std::vector<std::string>& arguments) {
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

/// As dispatch_server's, with the same default.
Nanoseconds sample_interval(const Json& options) {
  const auto interval = parse_duration(options.value("sample-interval", "50ms"));
  return std::max<Nanoseconds>(interval.value_or(Nanoseconds{0}), std::chrono::milliseconds(1));
}

std::optional<int> code_of(const std::optional<Ending>& ending) {
  if (!ending) return std::nullopt;
  return ending->signalled ? 128 + ending->number : ending->number;
}

/// `asked`: the options before they were dilated.
template <class Report>
Report in_real_time(Json document, double dilation, std::int64_t origin_ns, const Json& asked) {
  undilate(document, dilation, origin_ns);
  document.at("options").update(asked);
  Report report = document.get<Report>();
  report.document = std::move(document);
  return report;
}

}  // namespace

Measurement::Measurement(const PlannedRun& run, const Programs& programs, fs::path folder,
                         const Limits& limits)
    : plan_(run), programs_(programs), folder_(std::move(folder)), limits_(limits) {
  static_cast<RunId&>(run_) = run;
  run_.peer = run.peer.has_value();
  run_.machine = machine_use({}, {}, 0);
  const Json& options = run.machine ? run.machine->load : run.load;
  run_.load.command = joined(bound_to(run.load_processors), {programs.load.string()});
  run_.load.command = joined(std::move(run_.load.command), arguments_of(options));
  run_.load.command =
      joined(std::move(run_.load.command), machine_arguments(run, folder_, Program::load));
}

MeasuredRun Measurement::take(const std::string& experiment, Watch& watch) {
  fs::remove_all(folder_);
  fs::create_directory(folder_);  // alone: a results folder that has vanished is not made anew
  run_.experiment = experiment;
  run_.started_ns = monotonic_ns();
  auto failure = start(watch);
  if (!failure && plan_.peer) failure = check_peer();
  if (!failure) failure = run_load(watch);
  conclude(stop_server(watch, std::move(failure)));
  fs::remove_all(folder_);
  store_.reset();
  return std::move(run_);
}

std::optional<Failure> Measurement::start(Watch& watch) {
  if (plan_.machine) {
    write_output(costs_file(folder_), to_json(plan_.machine->spec.profile).dump());
  }
  if (plan_.server.contains("store")) store_.emplace(plan_.server.at("store").get<std::string>());
  const fs::path store = store_ ? store_->path() : fs::path();
  if (plan_.peer && !plan_.peer->url.empty()) {
    address_ = plan_.peer->url;
    return std::nullopt;
  }
  const auto prepare = [&] {
    launch_ = plan_.peer ? launch_peer(plan_, programs_, folder_, store, free_port())
                         : launch_strategy(plan_, programs_, folder_, store);
    run_.server.command = launch_.command;
    return launch_;
  };
  auto failure = start_server(server_, prepare, folder_ / "server.log", watch, limits_.ready);
  address_ = server_->address();
  return failure;
}

Failure Measurement::failure_of_server(std::string what) const {
  if (server_) return server_->failure(std::move(what));
  return {std::move(what), ""};
}

bool Measurement::server_ended() {
  return server_ && server_->process().ending();
}

std::optional<Failure> Measurement::check_peer() {
  const auto fault = fault_of_peer(address_, store_ ? store_->path() : fs::path());
  if (!fault) return std::nullopt;
  return failure_of_server(fmt::format("{} is not measured: {}", plan_.peer->name, *fault));
}

/// Its processes; none of a server that bench has not started.
std::vector<pid_t> Measurement::observe_server() {
  if (!server_) return {};
  const pid_t group = server_->process().pid();
  if (plan_.peer) sampler_.emplace(group, plan_.peer->workers, sample_interval(plan_.server));
  return processes_of_group(group);
}

std::optional<Failure> Measurement::run_load(Watch& watch) {
  run_.load.command = joined(std::move(run_.load.command),
                             {"--output", (folder_ / "load.json").string(), address_});
  const auto processes = observe_server();
  UsageTrack usage([this, &processes]() -> std::optional<double> {
    if (!server_ || server_ended()) return std::nullopt;
    return cpu_seconds_of(processes);
  });
  const auto throttled_before = cpu_throttlings();
  ChildProcess load(run_.load.command, folder_ / "load.log", ChildProcess::Output::log);
  auto failure = await_load(watch, load, usage);
  usage.sample();
  usage_ = usage.samples();
  load.stop(std::chrono::seconds(1));
  if (throttled_before) throttlings_ = cpu_throttlings().value_or(0) - *throttled_before;
  run_.server.system_share = system_share_of(processes);
  load_ending_ = load.ending();
  run_.load.exit_code = code_of(load_ending_);
  if (sampler_) observed_ = sampler_->finish();
  return failure;
}

std::optional<Failure> Measurement::await_load(Watch& watch, ChildProcess& load,
                                               UsageTrack& usage) {
  constexpr int none = -1;
  const auto deadline = Clock::now() + limits_.run;
  while (true) {
    const auto sample_due = sampler_ ? std::min(usage.due(), sampler_->due()) : usage.due();
    watch.wait({load.descriptor(), server_ ? server_->process().descriptor() : none,
                server_ ? server_->process().output() : none},
               std::min(deadline, sample_due));
    usage.sample_if_due();
    if (sampler_) sampler_->sample();
    if (server_) server_->process().read_output();  // or one that talks would stop at a full pipe
    if (server_ended()) return std::nullopt;        // stop_server says how
    if (const auto ending = load.ending()) {
      if (ending->success()) return std::nullopt;
      return Failure{fmt::format("the load generator {}", ending->text()),
                     last_words(folder_ / "load.log")};
    }
    if (Clock::now() >= deadline) {
      return failure_of_server(
          fmt::format("the load took longer than {}", format_duration(limits_.run)));
    }
  }
}

std::optional<Failure> Measurement::stop_server(Watch& watch, std::optional<Failure> earlier) {
  if (!server_) return earlier;
  const bool died_under_load = load_ending_ && server_ended();
  auto failure = server_->stop(watch, limits_.stop);
  run_.server.exit_code = code_of(server_->process().ending());
  // A load that fails because the server died is not the one to blame.
  return earlier && !died_under_load ? std::move(earlier) : std::move(failure);
}

void Measurement::conclude(const std::optional<Failure>& failure) {
  const auto unread = read_reports();
  run_.failure = failure ? failure : unread;
  run_.finished_ns = monotonic_ns();
  run_.flags = flags_of(run_);
  run_.limited_by = limiting_factor(run_);
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
  weigh_usage();
  if (auto broken = broken_by(plan_.load, run_, usage_)) {
    return failure_of_server(std::move(*broken));
  }
  if (plan_.machine) tell_in_real_time();
  return std::nullopt;
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

/// What the server and the machine did from the first measured request to the last answer.
void Measurement::weigh_usage() {
  const LoadReport& load = *run_.load.report;
  run_.server.cpu_seconds = server_seconds_between(usage_, load.started_ns, load.finished_ns);
  const double own = run_.server.cpu_seconds.value_or(0) + load.cpu_seconds.value_or(0);
  run_.machine = machine_use(machine_at(usage_, load.started_ns),
                             machine_at(usage_, load.finished_ns), own, cpu_quota());
  run_.machine.throttlings = throttlings_;
  if (!server_) run_.machine.other_cpu_fraction.reset();  // for some of that may be the server's
}

}  // namespace dispatchbench::runner
