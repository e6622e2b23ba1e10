// The whole command against programs that only pretend (fake_bin/).
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include <gmock/gmock.h>

#include "experiments/runner/child_process.hpp"
#include "experiments/runner/watch.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

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

  /// Runs bench to its end; what it said is in the log.
  int exit_code(const std::vector<std::string>& arguments,
                const std::vector<std::string>& variables = {}) const {
    fs::remove(log());
    ChildProcess bench(command(arguments, variables), log(), ChildProcess::Output::log);
    while (!bench.ending()) std::this_thread::sleep_for(5ms);
    return bench.ending()->number;
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
};

bool comes_to_an_end(pid_t pid) {
  for (int i = 0; i < 2000 && ::kill(pid, 0) == 0; ++i) std::this_thread::sleep_for(5ms);
  return ::kill(pid, 0) != 0;
}

TEST_F(Bench, WritesManifestRunsAndSummary) {
  ASSERT_EQ(run(), 0) << said();
  EXPECT_EQ(finished_runs(), 16U);
  EXPECT_EQ(summary().at("strategies").size(), 4U);
  EXPECT_EQ(summary().at("strategies")[1].at("requests_per_second").at("median"), 200);
  EXPECT_EQ(read_json(output() / "manifest.json").at("strategies").size(), 4U);
  EXPECT_FALSE(fs::exists(output() / "work"));
  EXPECT_THAT(said(), HasSubstr("[16/16] round 4"));
  EXPECT_TRUE(fs::exists(output() / "table.txt"));
}

TEST_F(Bench, PutsResultsBelowTheExperimentsNameAndLinksTheLatest) {
  ASSERT_EQ(exit_code({"run", spec_file(), "--rounds", "1", "--only", "reuseport"}), 0) << said();
  const fs::path latest = folder_.path() / "results" / "some" / "latest";
  EXPECT_TRUE(fs::is_symlink(latest));
  EXPECT_EQ(read_json(latest / "summary.json").at("finished_runs"), 1);
}

TEST_F(Bench, RefusesABadExperimentInOneLineAndStartsNothing) {
  Json spec = some_spec();
  spec["server"]["copy"] = "mmap";
  write_spec(spec);
  EXPECT_EQ(run(), 2);
  EXPECT_EQ(said(), "bench: server.copy \"mmap\": expected one of read splice discard\n");
  EXPECT_FALSE(fs::exists(output()));
}

TEST_F(Bench, RefusesBadOptions) {
  for (const std::vector<std::string>& options : {std::vector<std::string>{"--scale", "0"},
                                                  {"--scale", "x"},
                                                  {"--rounds", "0"},
                                                  {"--only", "nginx"},
                                                  {"--output", "/proc/no"},
                                                  {"--resume", "/tmp/nowhere"},
                                                  {"--bni"}}) {
    std::vector<std::string> arguments{"run", spec_file()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(exit_code(arguments), 2) << options[0];
    const std::string line = said();
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
  }
}

TEST_F(Bench, DoesNotWriteIntoAFolderThatHoldsSomething) {
  ASSERT_EQ(run(), 0);
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(said(), HasSubstr("--resume"));
}

TEST_F(Bench, MarksARunWhoseServerDiesAndGoesOn) {
  EXPECT_EQ(run({"FAKE_SERVER=dies-early", "FAKE_STRATEGY=reuseport"}), 1);
  EXPECT_EQ(finished_runs(), 16U);
  const Json row = summary().at("strategies")[1];
  EXPECT_EQ(row.at("failed"), 4);
  EXPECT_EQ(summary().at("strategies")[2].at("failed"), 0);
  for (const auto& file : fs::directory_iterator(output() / "runs")) {
    const Json record = read_json(file.path());
    if (record.at("name") != "reuseport") continue;
    EXPECT_EQ(record.at("failure").at("last_words"), "cannot bind: no such luck");
  }
}

struct Mishap {
  const char* variable;
  const char* load;
  const char* told;
};

class BenchMishap : public Bench, public testing::WithParamInterface<Mishap> {};

TEST_P(BenchMishap, FailsTheRunAndSaysHow) {
  EXPECT_EQ(
      exit_code({"run", spec_file(), "--output", output(), "--rounds", "1", "--only", "reuseport"},
                {GetParam().variable, GetParam().load}),
      1);
  EXPECT_THAT(said(), HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    Each, BenchMishap,
    testing::Values(Mishap{"FAKE_SERVER=miscounts", "FAKE_LOAD=", "the server counted 100001"},
                    Mishap{"FAKE_SERVER=no-report", "FAKE_LOAD=", "the server wrote no report"},
                    Mishap{"FAKE_SERVER=dies-under-load", "FAKE_LOAD=kills-server",
                           "SIGKILL (Killed) during the run"},
                    Mishap{"FAKE_SERVER=", "FAKE_LOAD=fails", "the load generator exited with 1"}));

TEST_F(Bench, GivesUpALoadThatHangs) {
  Json spec = some_spec();
  spec["run_timeout"] = "100ms";
  write_spec(spec);
  EXPECT_EQ(
      exit_code({"run", spec_file(), "--output", output(), "--rounds", "1", "--only", "reuseport"},
                {"FAKE_LOAD=hangs"}),
      1);
  EXPECT_THAT(said(), HasSubstr("the load took longer than 100ms"));
}

class BenchSignal : public Bench, public testing::WithParamInterface<int> {};

TEST_P(BenchSignal, EndsEveryProcessKeepsTheRunsAndGoesOnLater) {
  {
    ChildProcess bench(
        command({"run", spec_file(), "--output", output()}, {"FAKE_LOAD=hangs-later"}), log(),
        ChildProcess::Output::log);
    EXPECT_TRUE(comes_to_an_end(signal_under_load(bench, GetParam())));
    EXPECT_EQ(bench.ending()->number, bench.ending()->signalled ? SIGKILL : 128 + GetParam());
  }
  EXPECT_EQ(finished_runs(), 2U);
  if (GetParam() != SIGKILL) {
    EXPECT_THAT(said(), HasSubstr("run --resume " + output().string()));
  }
  ASSERT_EQ(exit_code({"run", "--resume", output()}), 0) << said();
  EXPECT_EQ(finished_runs(), 16U);
  EXPECT_EQ(summary().at("finished_runs"), 16);
}

INSTANTIATE_TEST_SUITE_P(Each, BenchSignal, testing::Values(SIGINT, SIGTERM, SIGKILL));

TEST_F(Bench, ResumingLeavesFinishedRunsAlone) {
  ASSERT_EQ(run(), 0);
  const Json whole = summary();
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(output() / "runs")) files.push_back(file.path());
  std::sort(files.begin(), files.end());
  fs::remove(files[5]);
  const auto untouched = fs::last_write_time(files[4]);
  ASSERT_EQ(exit_code({"run", "--resume", output()}), 0) << said();
  EXPECT_EQ(fs::last_write_time(files[4]), untouched);
  EXPECT_EQ(summary().at("strategies")[0].at("requests_per_second"),
            whole.at("strategies")[0].at("requests_per_second"));
}

TEST_F(Bench, ResumingRefusesAChangedExperiment) {
  ASSERT_EQ(run(), 0);
  Json spec = some_spec();
  spec["load"]["body-size"] = "2kB";
  write_spec(spec);
  EXPECT_EQ(exit_code({"run", "--resume", output()}), 2);
  EXPECT_THAT(said(), HasSubstr("the experiment file has changed"));
}

TEST_F(Bench, ResumingRefusesAChangedProgram) {
  const fs::path programs = folder_.path() / "bin";
  fs::copy(FAKE_BIN, programs);
  ASSERT_EQ(exit_code({"run", spec_file(), "--output", output(), "--bin", programs}), 0) << said();
  std::ofstream(programs / "loadgen", std::ios::app) << "# another build\n";
  EXPECT_EQ(exit_code({"run", "--resume", output(), "--bin", programs}), 2);
  EXPECT_THAT(said(), HasSubstr("loadgen has changed"));
}

TEST_F(Bench, ListsExperimentsWithRunsAndTime) {
  ASSERT_EQ(exit_code({"list", spec_file(), "--json"}), 0) << said();
  const Json list = Json::parse(said());
  EXPECT_EQ(list.at(0).at("runs"), 16);
  EXPECT_EQ(list.at(0).at("seconds"), 80);
  EXPECT_EQ(list.at(0).at("about"), "shows something");
}

}  // namespace
}  // namespace dispatchbench::runner
