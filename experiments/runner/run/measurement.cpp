#include "experiments/runner/run/measurement.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/cpu_quota.hpp"
#include "base/output.hpp"
#include "base/units.hpp"
#include "experiments/runner/process/peer_check.hpp"
#include "experiments/runner/process/proc.hpp"
#include "experiments/runner/run/launch.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// As dispatch_server's, with the same default.
Nanoseconds sample_interval(const Json& options) {
  const auto interval = parse_duration(options.value("sample-interval", "50ms"));
  return std::max<Nanoseconds>(interval.value_or(Nanoseconds{0}), std::chrono::milliseconds(1));
}

std::optional<int> code_of(const std::optional<Ending>& ending) {
  return ending ? std::optional(ending->code()) : std::nullopt;
}

}  // namespace

Measurement::Measurement(const PlannedRun& run, const Programs& programs, fs::path folder,
                         const Limits& limits, Hosts* hosts)
    : plan_(run), programs_(programs), folder_(std::move(folder)), limits_(limits), hosts_(hosts) {
  static_cast<RunId&>(run_) = run;
  run_.peer = run.peer.has_value();
  if (!server_elsewhere()) processors_ = processors_here();
  run_.machine = machine_use({}, {}, 0, processors_);
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
  if (hosts_) run_.hosts = RunHosts{hosts_->used().server, hosts_->used().load, {}};
  enter_network();
  auto failure = start(watch);
  if (!failure) failure = check_and_load(watch);
  // What interrupts bench, as Ctrl-C on its terminal does, may have ended what it had just started.
  if (failure) watch.check();
  conclude(stop_server(watch, std::move(failure)));
  network_.reset();
  fs::remove_all(folder_);
  store_.reset();
  return std::move(run_);
}

/// Where it may have one, also with what this machine has anyway: what is compared is as like.
void Measurement::enter_network() {
  if (!plan_.reload || !plan_.reload->tcp_migrate_req || !OwnNetwork::why_not().empty()) return;
  network_.emplace(*plan_.reload->tcp_migrate_req);
}

std::optional<Failure> Measurement::start(Watch& watch) {
  if (plan_.machine) {
    write_output(costs_file(folder_), to_json(plan_.machine->spec.profile).dump());
  }
  make_store();
  if (plan_.peer && !plan_.peer->url.empty()) {
    address_ = plan_.peer->url;
    return std::nullopt;
  }
  const auto prepare = [&] { return launch(place()); };
  auto failure = start_server(server_, prepare, folder_ / "server.log", watch, limits_.ready);
  address_ = server_->address();
  return failure;
}

/// A host that cannot be asked any more fails this run, not those before it.
std::optional<Failure> Measurement::check_and_load(Watch& watch) try {
  auto failure = plan_.peer ? check_peer(watch) : std::nullopt;
  return failure ? failure : run_load(watch);
} catch (const UsageError& error) {
  return Failure{error.what(), ""};
}

bool Measurement::server_elsewhere() const {
  return hosts_ && hosts_->server_elsewhere();
}

/// Elsewhere it is made there.
void Measurement::make_store() {
  if (!plan_.server.contains("store") || server_elsewhere()) return;
  store_.emplace(plan_.server.at("store").get<std::string>());
}

ServerPlace Measurement::place() const {
  if (!hosts_) return {folder_, store_ ? store_->path() : fs::path()};
  const std::string& address = hosts_->used().address;
  if (!server_elsewhere()) return {folder_, store_ ? store_->path() : fs::path(), address};
  return {"{work}", plan_.server.contains("store") ? "{store}" : "", address};
}

Launch Measurement::launch(const ServerPlace& place) {
  Launch launch = plan_.peer ? launch_peer(plan_, programs_, place, free_port())
                             : launch_strategy(plan_, programs_, place);
  run_.server.command = launch.command;
  if (!server_elsewhere()) return launch;
  std::map<std::string, std::string> files;
  if (plan_.machine) files["costs.json"] = to_json(plan_.machine->spec.profile).dump();
  // It is ended there before it is given up here, and what became of it is known.
  return hosts_->server(launch, std::move(files), plan_.server.value("store", ""),
                        limits_.stop / 2);
}

Failure Measurement::failure_of_server(std::string what) const {
  if (server_) return server_->failure(std::move(what));
  return {std::move(what), ""};
}

ServerProcess* Measurement::current_server() noexcept {
  ServerProcess* const newest = reloads_ ? reloads_->newest() : nullptr;
  return newest != nullptr || !server_ ? newest : &*server_;
}

bool Measurement::server_ended() {
  return server_ && current_server()->process().ending();
}

std::optional<Failure> Measurement::check_peer(Watch& watch) {
  const bool from_elsewhere = hosts_ && hosts_->load_elsewhere();
  const auto fault = from_elsewhere ? hosts_->fault_of_peer(address_, watch)
                                    : fault_of_peer(address_, store_ ? store_->path() : fs::path());
  if (!fault) return std::nullopt;
  return failure_of_server(fmt::format("{} is not measured: {}", plan_.peer->name, *fault));
}

/// Its processes; none of a server that runs elsewhere, that bench has not started, or that others
/// will follow.
std::vector<pid_t> Measurement::observe_server() {
  if (!server_ || server_elsewhere() || plan_.reload) return {};
  const pid_t group = server_->process().pid();
  if (plan_.peer) sampler_.emplace(group, plan_.peer->workers, sample_interval(plan_.server));
  return processes_of_group(group);
}

LoadLaunch Measurement::launch_load() {
  LoadLaunch launch = hosts_ && hosts_->load_elsewhere()
                          ? hosts_->load(run_.load.command, address_)
                          : load_here(run_.load.command, folder_, address_);
  run_.load.command = launch.command;
  return launch;
}

std::optional<Failure> Measurement::run_load(Watch& watch) {
  const LoadLaunch launch = launch_load();
  const ClockOffset before = hosts_ ? hosts_->clock(watch) : ClockOffset();
  const auto processes = observe_server();
  UsageTrack usage([this, &processes]() -> std::optional<double> {
    if (processes.empty() || server_ended()) return std::nullopt;
    return cpu_seconds_of(processes);
  });
  const auto throttled_before = cpu_throttlings();
  LoadProcess load(launch, folder_);
  if (plan_.reload) reloads_.emplace(plan_, programs_, place());
  auto failure = await_load(watch, load, usage);
  usage.sample();
  usage_ = usage.samples();
  if (hosts_ && !server_elsewhere()) server_usage_ = usage_;
  load.end();
  if (hosts_) run_.hosts->clock = mean_of(before, hosts_->clock(watch));
  throttlings_ = cpu_throttlings_since(throttled_before);
  run_.server.system_share = system_share_of(processes);
  load_ending_ = load.ending();
  run_.load.exit_code = code_of(load_ending_);
  if (sampler_) observed_ = sampler_->finish();
  return failure;
}

std::optional<Failure> Measurement::await_load(Watch& watch, LoadProcess& load, UsageTrack& usage) {
  constexpr int none = -1;
  const auto deadline = Clock::now() + limits_.run;
  while (true) {
    auto due = sampler_ ? std::min(usage.due(), sampler_->due()) : usage.due();
    if (reloads_) due = std::min(due, reloads_->due());
    ServerProcess* const server = current_server();
    watch.wait({load.descriptor(), server ? server->process().descriptor() : none,
                server ? server->process().output() : none, load.output()},
               std::min(deadline, due));
    usage.sample_if_due();
    if (sampler_) sampler_->sample();
    if (server) server->drain();
    load.drain();
    if (server_ended()) return std::nullopt;  // stop_server says how
    if (const auto ending = load.ending()) {
      if (ending->success() || lost_requests(*ending)) return std::nullopt;
      return Failure{fmt::format("the load generator {}", ending->text()),
                     last_words(folder_ / "load.log")};
    }
    if (Clock::now() >= deadline) {
      return failure_of_server(
          fmt::format("the load took longer than {}", format_duration(limits_.run)));
    }
    if (auto failure = reload_if_due(watch)) return failure;
  }
}

/// Which is what reloads are measured by. Whether there is a report is seen later.
bool Measurement::lost_requests(const Ending& ending) const {
  return plan_.reload && !ending.signalled && ending.number == 1;
}

std::optional<Failure> Measurement::reload_if_due(Watch& watch) {
  if (!reloads_ || Clock::now() < reloads_->due()) return std::nullopt;
  return reloads_->make(*current_server(), watch, limits_.ready, limits_.stop);
}

std::optional<Failure> Measurement::stop_server(Watch& watch, std::optional<Failure> earlier) {
  if (!server_) return earlier;
  const bool died_under_load = load_ending_ && server_ended();
  ServerProcess& server = *current_server();
  auto failure = server.stop(watch, limits_.stop);
  run_.server.exit_code = code_of(server.process().ending());
  const auto result = server_elsewhere() ? result_in(server_->output()) : std::nullopt;
  if (result) take_back(*result);
  // A load that fails because the server died is not the one to blame.
  return earlier && !died_under_load ? std::move(earlier) : std::move(failure);
}

}  // namespace dispatchbench::runner
