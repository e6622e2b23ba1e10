#include "tests/runner/fixtures.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "base/command_line.hpp"

namespace dispatchbench::runner {

StrategyList some_strategies() {
  return {{"single-reactor", "one", {"asio", "epoll"}},
          {"reuseport", "hash", {"asio", "epoll"}, true, StrategyParts{"own-listener", "here"}},
          {"unpark-queue", "queues", {"asio", "epoll"}},
          {"threads-epoll", "raw", {"epoll"}}};
}

ProgramOptions some_options() {
  const Json lists = read_json(std::filesystem::path(FAKE_BIN) / "options.json");
  return {options_for_experiments(lists.at("dispatch_server")),
          options_for_experiments(lists.at("loadgen"))};
}

Json some_registry() {
  return Json::parse(R"([
    {"name": "fake", "summary": "takes and discards", "options": ["threads", "null"],
     "command": ["fake_peer", "well", "{port}", "", "{threads}"], "install": "apt-get install fake",
     "ready": "port", "stop": "SIGTERM", "workers": "threads"},
    {"name": "keeper", "summary": "takes and keeps", "options": ["store"],
     "command": ["fake_peer", "well", "0", "{store}"], "install": "apt-get install fake",
     "ready": "line", "stop": "SIGTERM", "workers": "threads"},
    {"name": "absent", "summary": "is not there", "options": ["null"],
     "command": ["no_such_program"], "install": "apt-get install absent",
     "ready": "line", "stop": "SIGTERM", "workers": "processes", "thread_name": "worker"}
  ])");
}

PeerList some_peers() {
  const TemporaryFolder folder;
  const auto file = folder.path() / "registry.json";
  std::ofstream(file) << some_registry().dump();
  return read_peers(file, some_options().server);
}

Catalog some_catalog() {
  return {some_strategies(),
          some_options(),
          some_peers(),
          {{{"acceptor-thread", false}, {"own-listener", true}},
           {{"here", std::nullopt}, {"round-robin", false}, {"random", true}}}};
}

Json some_spec() {
  return Json::parse(R"({
    "name": "some", "about": "shows something", "rounds": 4, "seed": 7,
    "baseline": "threads-epoll",
    "server": {"threads": 2, "null": true},
    "load": {"requests": 400, "connections": 4, "threads": 2, "body-size": "1kB"},
    "rows": "all"
  })");
}

Experiment parsed(const Json& spec) {
  return parse_experiment(spec, some_catalog());
}

std::string refusal_of(const Json& spec) {
  try {
    parsed(spec);
    return {};
  } catch (const UsageError& error) {
    return error.what();
  }
}

Json some_record() {
  return Json::parse(R"({
    "schema_version": 1, "experiment": "some", "index": 1, "round": 1, "repeat": 1,
    "name": "reuseport", "strategy": "reuseport", "point": {}, "status": "ok", "failure": null,
    "started_ns": 0, "finished_ns": 1500000000,
    "server": {"command": ["s"], "exit_code": 0, "cpu_seconds_in_load_window": 0.5, "report": {
      "threads": 4, "options": {"threads": 4},
      "workers": [{"connections": 3, "requests": 30, "bytes": 3000000000, "busy_seconds": 0.9},
                  {"connections": 1, "requests": 10, "bytes": 1000000000, "busy_seconds": 0.3}],
      "dispatch_delay": {"p50": 0.001, "p99": 0.004},
      "timeline": {"start_ns": 1000000000, "interval_ns": 250000000,
                   "busy": [[1, 1, 1, 0.6, 1], [0.8, 0.4, 0, 0, 1]]}}},
    "load": {"command": ["l"], "exit_code": 0, "report": {
      "started_ns": 1000000000, "finished_ns": 2000000000, "requests": 40,
      "requests_per_second": 40, "bytes_per_second": 4e9, "bytes_sent": 4000000000, "cpu_seconds": 1.0,
      "histogram": {"count": 4, "sum_ns": 100, "max_ns": 39,
                    "buckets": [[10, 2], [20, 1], [40, 1]]}}},
    "machine": {"idle_fraction": 0.5, "steal_fraction": 0, "other_cpu_fraction": 0},
    "flags": []
  })");
}

MeasuredRun some_run(const std::string& name, unsigned round, double requests_per_second) {
  MeasuredRun run = some_record().get<MeasuredRun>();
  run.name = run.strategy = name;
  run.round = round;
  run.load.report->requests_per_second = requests_per_second;
  return run;
}

MeasuredRun some_run_of_latency(const std::string& name, unsigned round, double seconds) {
  MeasuredRun run = some_run(name, round, 100);
  const auto ns = static_cast<std::int64_t>(seconds * 1e9);
  run.load.report->latency =
      Json{{"sum_ns", 4 * ns}, {"max_ns", ns}, {"buckets", {{ns, 4}}}}.get<Latency>();
  return run;
}

Runs all_of(const std::vector<MeasuredRun>& runs) {
  Runs all;
  for (const MeasuredRun& run : runs) all.push_back(&run);
  return all;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "bench-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace dispatchbench::runner
