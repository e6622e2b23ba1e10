#include "experiments/runner/run/measurement.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/units.hpp"
#include "experiments/runner/process/peer_check.hpp"
#include "experiments/runner/process/process_group.hpp"
#include "experiments/runner/process/server_start.hpp"
#include "experiments/runner/results/outcome.hpp"
#include "experiments/runner/results/report_file.hpp"
#include "experiments/runner/results/result_file.hpp"
#include "experiments/runner/run/limiting_factor.hpp"
#include "experiments/runner/run/run_check.hpp"

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

Json code_of(const std::optional<Ending>& ending) {
  if (!ending) return nullptr;
  return ending->signalled ? 128 + ending->number : ending->number;
}

}  // namespace

Measurement::Measurement(const PlannedRun& run, const Programs& programs, fs::path folder,
                         const Limits& limits)
    : run_(run), programs_(programs), folder_(std::move(folder)), limits_(limits) {
  load_command_ = joined({programs.load.string()}, arguments_of(run.load));
}

Json Measurement::take(const std::string& experiment, Watch& watch) {
  fs::remove_all(folder_);
  fs::create_directory(folder_);  // alone: a results folder that has vanished is not made anew
  started_ns_ = monotonic_ns();
  auto failure = start(watch);
  if (!failure && run_.peer) failure = check_peer();
  if (!failure) failure = run_load(watch);
  failure = stop_server(watch, std::move(failure));
  Json result = concluded(experiment, std::move(failure));
  fs::remove_all(folder_);
  store_.reset();
  return result;
}

std::optional<Failure> Measurement::start(Watch& watch) {
  if (run_.server.contains("store")) store_.emplace(run_.server.at("store").get<std::string>());
  const fs::path store = store_ ? store_->path() : fs::path();
  const auto prepare = [&] {
    launch_ = run_.peer ? launch_peer(run_, programs_, folder_, store, free_port())
                        : launch_strategy(run_, programs_, folder_, store);
    return launch_;
  };
  return start_server(server_, prepare, folder_ / "server.log", watch, limits_.ready);
}

std::optional<Failure> Measurement::check_peer() {
  const auto fault = fault_of_peer(server_->address(), store_ ? store_->path() : fs::path());
  if (!fault) return std::nullopt;
  return server_->failure(fmt::format("{} is not measured: {}", run_.peer->name, *fault));
}

std::optional<Failure> Measurement::run_load(Watch& watch) {
  load_command_ =
      joined(load_command_, {"--output", (folder_ / "load.json").string(), server_->address()});
  const pid_t group = server_->process().pid();
  const auto processes = processes_of_group(group);
  if (run_.peer) sampler_.emplace(group, run_.peer->workers, sample_interval(run_.server));
  UsageTrack usage([this, &processes]() -> std::optional<double> {
    if (server_->process().ending()) return std::nullopt;
    return cpu_seconds_of(processes);
  });
  ChildProcess load(load_command_, folder_ / "load.log", ChildProcess::Output::log);
  auto failure = await_load(watch, *server_, load, usage);
  usage.sample();
  usage_ = usage.samples();
  load.stop(std::chrono::seconds(1));
  load_ending_ = load.ending();
  if (sampler_) observed_ = sampler_->finish();
  return failure;
}

std::optional<Failure> Measurement::await_load(Watch& watch, ServerProcess& server,
                                               ChildProcess& load, UsageTrack& usage) {
  const auto deadline = Clock::now() + limits_.run;
  while (true) {
    ChildProcess& process = server.process();
    const auto sample_due = sampler_ ? std::min(usage.due(), sampler_->due()) : usage.due();
    watch.wait({load.descriptor(), process.descriptor(), process.output()},
               std::min(deadline, sample_due));
    usage.sample_if_due();
    if (sampler_) sampler_->sample();
    process.read_output();                      // or a server that talks would stop at a full pipe
    if (process.ending()) return std::nullopt;  // stop_server says how
    if (const auto ending = load.ending()) {
      if (ending->success()) return std::nullopt;
      return Failure{fmt::format("the load generator {}", ending->text()),
                     last_words(folder_ / "load.log")};
    }
    if (Clock::now() >= deadline) {
      return server.failure(
          fmt::format("the load took longer than {}", format_duration(limits_.run)));
    }
  }
}

std::optional<Failure> Measurement::stop_server(Watch& watch, std::optional<Failure> earlier) {
  const bool died_under_load = load_ending_ && server_->process().ending();
  auto failure = server_->stop(watch, limits_.stop);
  server_ending_ = server_->process().ending();
  // A load that fails because the server died is not the one to blame.
  return earlier && !died_under_load ? std::move(earlier) : std::move(failure);
}

/// Reports may hold anything: a run whose reports make no sense has failed, and is without them.
Json Measurement::concluded(const std::string& experiment, std::optional<Failure> failure) {
  try {
    const auto unread = read_reports();
    if (!failure) failure = unread;
    finished_ns_ = monotonic_ns();
    Json result = record(experiment, failure);
    read_outcome(result);
    return result;
  } catch (const Json::exception& error) {
    if (!failure) {
      failure = server_->failure(fmt::format("the reports make no sense: {}", error.what()));
    }
    server_report_ = load_report_ = nullptr;
    return record(experiment, failure);
  }
}

std::optional<Failure> Measurement::read_reports() {
  const ReportFile server = run_.peer ? ReportFile{report_of_peer(), std::nullopt}
                                      : read_server_report(folder_ / "report.json");
  const ReportFile load = read_load_report(folder_ / "load.json");
  server_report_ = server.content;
  load_report_ = load.content;
  if (server.fault) return server_->failure("the server " + *server.fault);
  if (load.fault) {
    return Failure{"the load generator " + *load.fault, last_words(folder_ / "load.log")};
  }
  weigh_usage();
  if (auto broken = broken_by(run_.load, server_report_, load_report_, usage_)) {
    return server_->failure(std::move(*broken));
  }
  return std::nullopt;
}

/// What was seen of it, in the form of dispatch_server's report; null if no worker was seen.
Json Measurement::report_of_peer() const {
  if (!observed_.is_object() || observed_.at("workers").empty()) return nullptr;
  Json report{{"schema_version", schema_version},
              {"strategy", run_.strategy},
              {"backend", nullptr},
              {"threads", run_.server.value("threads", Json(observed_.at("workers").size()))},
              {"options", run_.server},
              {"dispatch_delay", Json::object()}};
  report.update(observed_);
  return report;
}

/// What the server and the machine did from the first measured request to the last answer.
void Measurement::weigh_usage() {
  const auto begin = load_report_.value("started_ns", std::int64_t{0});
  const auto end = load_report_.value("finished_ns", std::int64_t{0});
  server_cpu_seconds_ = server_seconds_between(usage_, begin, end);
  const double own =
      server_cpu_seconds_.value_or(0) + number_at(load_report_, "cpu_seconds").value_or(0);
  machine_use_ = machine_use(machine_at(usage_, begin), machine_at(usage_, end), own);
}

Json Measurement::record(const std::string& experiment,
                         const std::optional<Failure>& failure) const {
  Json result{{"schema_version", schema_version},
              {"experiment", experiment},
              {"index", run_.index},
              {"round", run_.round},
              {"repeat", run_.repeat},
              {"name", run_.name},
              {"strategy", run_.strategy},
              {"peer", run_.peer.has_value()},
              {"point", run_.point},
              {"status", failure ? "failed" : "ok"},
              {"failure", nullptr},
              {"started_ns", started_ns_},
              {"finished_ns", finished_ns_},
              {"server",
               {{"command", launch_.command},
                {"exit_code", code_of(server_ending_)},
                {"report", server_report_},
                {"cpu_seconds_in_load_window", or_null(server_cpu_seconds_)}}},
              {"load",
               {{"command", load_command_},
                {"exit_code", code_of(load_ending_)},
                {"report", load_report_}}},
              {"machine", machine_use_}};
  if (failure) result["failure"] = {{"what", failure->what}, {"last_words", failure->last_words}};
  result["flags"] = flags_of(run_.server, run_.load, result);
  result["limited_by"] = limiting_factor(result);
  return result;
}

}  // namespace dispatchbench::runner
