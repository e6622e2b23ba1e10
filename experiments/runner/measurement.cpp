#include "experiments/runner/measurement.hpp"

#include <csignal>

#include <fmt/format.h>

#include "base/units.hpp"
#include "experiments/runner/run_check.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> joined(std::vector<std::string> command,
                                const std::vector<std::string>& arguments) {
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

Json code_of(const std::optional<Ending>& ending) {
  if (!ending) return nullptr;
  return ending->signalled ? 128 + ending->number : ending->number;
}

}  // namespace

Measurement::Measurement(const PlannedRun& run, const Programs& programs, fs::path folder,
                         const Limits& limits)
    : run_(run), folder_(std::move(folder)), limits_(limits) {
  server_command_ = joined({programs.server.string(), "--strategy", run.strategy, "--listen",
                            "127.0.0.1:0", "--report", (folder_ / "report.json").string()},
                           arguments_of(run.server));
  load_command_ = joined({programs.load.string()}, arguments_of(run.load));
}

Json Measurement::take(const std::string& experiment, Watch& watch) {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
  started_ns_ = monotonic_ns();
  auto failure = start_server(watch);
  if (!failure) failure = run_load(watch);
  failure = stop_server(watch, std::move(failure));
  const auto unread = read_reports();
  if (!failure) failure = unread;
  finished_ns_ = monotonic_ns();
  Json result = record(experiment, failure);
  fs::remove_all(folder_);
  return result;
}

std::optional<Failure> Measurement::start_server(Watch& watch) {
  server_.emplace(server_command_, folder_ / "server.log");
  return server_->await_ready(watch, limits_.ready);
}

std::optional<Failure> Measurement::run_load(Watch& watch) {
  load_command_ =
      joined(load_command_, {"--output", (folder_ / "load.json").string(), server_->address()});
  const pid_t server = server_->process().pid();
  const auto server_before = process_cpu_seconds(server);
  const auto machine_before = machine_cpu();
  ChildProcess load(load_command_, folder_ / "load.log", ChildProcess::Output::log);
  auto failure = await_load(watch, *server_, load);
  const auto server_after = process_cpu_seconds(server);
  if (server_before && server_after) server_cpu_seconds_ = *server_after - *server_before;
  load.stop(std::chrono::seconds(1));
  load_ending_ = load.ending();
  machine_use_ = machine_use(machine_before, machine_cpu(),
                             server_cpu_seconds_.value_or(0) + load_ending_->cpu_seconds);
  return failure;
}

std::optional<Failure> Measurement::await_load(Watch& watch, ServerProcess& server,
                                               ChildProcess& load) {
  const auto deadline = Clock::now() + limits_.run;
  while (true) {
    ChildProcess& process = server.process();
    const auto woken =
        watch.wait({load.descriptor(), process.descriptor(), process.output()}, deadline);
    process.read_output();                      // or a server that talks would stop at a full pipe
    if (process.ending()) return std::nullopt;  // stop_server says how
    if (const auto ending = load.ending()) {
      if (ending->success()) return std::nullopt;
      return Failure{fmt::format("the load generator {}", ending->text()),
                     last_words(folder_ / "load.log")};
    }
    if (!woken) {
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

std::optional<Failure> Measurement::read_reports() {
  server_report_ = try_read_json(folder_ / "report.json").value_or(nullptr);
  load_report_ = try_read_json(folder_ / "load.json").value_or(nullptr);
  if (!server_report_.is_object()) return server_->failure("the server wrote no report");
  if (!load_report_.is_object()) {
    return Failure{"the load generator wrote no report", last_words(folder_ / "load.log")};
  }
  if (auto mismatch = byte_mismatch(run_.load, server_report_, load_report_)) {
    return server_->failure(std::move(*mismatch));
  }
  return std::nullopt;
}

Json Measurement::record(const std::string& experiment,
                         const std::optional<Failure>& failure) const {
  Json result{{"schema_version", 1},
              {"experiment", experiment},
              {"index", run_.index},
              {"round", run_.round},
              {"repeat", run_.repeat},
              {"name", run_.name},
              {"strategy", run_.strategy},
              {"point", run_.point},
              {"status", failure ? "failed" : "ok"},
              {"failure", nullptr},
              {"started_ns", started_ns_},
              {"finished_ns", finished_ns_},
              {"server",
               {{"command", server_command_},
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
  return result;
}

}  // namespace dispatchbench::runner
