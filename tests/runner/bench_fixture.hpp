// The whole command, run against programs that only pretend (fake_bin/).
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "experiments/runner/process/child_process.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Of a run that failed because the machine stood still for a second.
inline bool is_stall(const std::string& failure) {
  return failure.starts_with("nothing could be sampled");
}

class Bench : public testing::Test {
 protected:
  Bench() { write_spec(some_spec()); }

  void write_spec(const Json& spec) const { std::ofstream(spec_file()) << spec.dump(); }
  fs::path spec_file() const { return folder_.path() / "some.json"; }
  fs::path output() const { return folder_.path() / "out"; }
  fs::path log() const { return folder_.path() / "log"; }

  std::vector<std::string> command(std::vector<std::string> arguments,
                                   const std::vector<std::string>& variables = {}) const {
    std::vector<std::string> all{"/usr/bin/env", "DISPATCHBENCH_BIN=" FAKE_BIN,
                                 "DISPATCHBENCH_RESULTS=" + (folder_.path() / "results").string()};
    all.insert(all.end(), variables.begin(), variables.end());
    all.emplace_back(BENCH);
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }

  /// Runs bench to its end, again where only the machine was at fault; all it said is in the log.
  int exit_code(const std::vector<std::string>& arguments,
                const std::vector<std::string>& variables = {}) const {
    fs::remove(log());
    int code = code_of(arguments, variables);
    const fs::path results = results_of(arguments);
    for (int again = 0; again < 5 && code == 1 && stalled(results); ++again) {
      code = code_of({"run", "--resume", results}, variables);
    }
    return code;
  }

  int run(const std::vector<std::string>& variables = {}) const {
    return exit_code({"run", spec_file(), "--output", output()}, variables);
  }

  std::string said() const {
    std::ifstream file(log());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  std::size_t finished_runs() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(output() / "runs"), {}));
  }

  Json summary() const { return read_json(output() / "summary.json"); }

  /// Waits until a load hangs, then signals bench; the pid of the server it left.
  pid_t signal_under_load(ChildProcess& bench, int number) const {
    const fs::path hanging = output() / "work" / "hanging";
    while (!fs::exists(hanging) && !bench.ending()) std::this_thread::sleep_for(5ms);
    pid_t server = 0;
    std::ifstream(output() / "work" / "server.pid") >> server;
    ::kill(bench.pid(), number);
    while (!bench.ending()) std::this_thread::sleep_for(5ms);
    return server;
  }

  TemporaryFolder folder_;

 private:
  int code_of(const std::vector<std::string>& arguments,
              const std::vector<std::string>& variables) const {
    ChildProcess bench(command(arguments, variables), log(), ChildProcess::Output::log);
    while (!bench.ending()) std::this_thread::sleep_for(5ms);
    return bench.ending()->number;
  }

  /// Where bench keeps the runs that it makes when told this.
  fs::path results_of(const std::vector<std::string>& arguments) const {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
      if (arguments[i - 1] == "--output" || arguments[i - 1] == "--resume") return arguments[i];
    }
    return folder_.path() / "results" / "some" / "latest";
  }

  /// Whether runs have failed, and all of them because the machine stood still.
  static bool stalled(const fs::path& results) {
    if (!fs::exists(results / "runs")) return false;
    std::size_t failed = 0;
    std::size_t stalls = 0;
    for (const auto& file : fs::directory_iterator(results / "runs")) {
      const Json failure = read_json(file.path()).at("failure");
      if (failure.is_null()) continue;
      ++failed;
      if (is_stall(failure.at("what").get<std::string>())) ++stalls;
    }
    return failed > 0 && stalls == failed;
  }
};

}  // namespace dispatchbench::runner
