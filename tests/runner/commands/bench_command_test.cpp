// The whole command against programs that only pretend (fake_bin/).
#include <csignal>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/runner/bench_fixture.hpp"

namespace dispatchbench::runner {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

/// An orphan's new parent may never ask for it: a zombie has ended too.
bool has_ended(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat;
  return !std::getline(file, stat) || stat.substr(stat.rfind(')')).starts_with(") Z");
}

bool comes_to_an_end(pid_t pid) {
  const auto give_up = Clock::now() + 60s;
  while (!has_ended(pid) && Clock::now() < give_up) std::this_thread::sleep_for(5ms);
  return has_ended(pid);
}

TEST_F(Bench, writes_manifest_runs_and_summary) {
  ASSERT_EQ(run(), 0) << said();
  EXPECT_EQ(finished_runs(), 16U);
  EXPECT_EQ(summary().at("strategies").size(), 4U);
  EXPECT_EQ(summary().at("strategies")[1].at("requests_per_second").at("median"), 200);
  EXPECT_EQ(read_json(output() / "manifest.json").at("strategies").size(), 4U);
  EXPECT_FALSE(fs::exists(output() / "work"));
  EXPECT_THAT(said(), HasSubstr("[16/16] round 4"));
  EXPECT_TRUE(fs::exists(output() / "table.txt"));
}

TEST_F(Bench, puts_results_below_the_experiments_name_and_links_the_latest) {
  ASSERT_EQ(exit_code({"run", spec_file(), "--rounds", "1", "--only", "reuseport"}), 0) << said();
  const fs::path latest = folder_.path() / "results" / "some" / "latest";
  EXPECT_TRUE(fs::is_symlink(latest));
  EXPECT_EQ(read_json(latest / "summary.json").at("finished_runs"), 1);
}

TEST_F(Bench, refuses_a_bad_experiment_in_one_line_and_starts_nothing) {
  Json spec = some_spec();
  spec["server"]["copy"] = "mmap";
  write_spec(spec);
  EXPECT_EQ(run(), 2);
  EXPECT_EQ(said(), "bench: server.copy \"mmap\": expected one of read, splice, discard\n");
  EXPECT_FALSE(fs::exists(output()));
}

TEST_F(Bench, refuses_bad_options) {
  for (const std::vector<std::string>& options : {std::vector<std::string>{"--scale", "0"},
                                                  {"--scale", "x"},
                                                  {"--rounds", "0"},
                                                  {"--only", "nginx"},
                                                  {"--until", "2"},
                                                  {"--until", "0%"},
                                                  {"--max-rounds", "9"},
                                                  {"--until", "2%", "--max-rounds", "3"},
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

TEST_F(Bench, does_not_write_into_a_folder_that_holds_something) {
  ASSERT_EQ(run(), 0);
  EXPECT_EQ(run(), 2);
  EXPECT_THAT(said(), HasSubstr("--resume"));
}

TEST_F(Bench, marks_a_run_whose_server_dies_and_goes_on) {
  EXPECT_EQ(run({"FAKE_SERVER=dies-early", "FAKE_STRATEGY=reuseport"}), 1);
  EXPECT_EQ(finished_runs(), 16U);
  std::size_t stalls = 0;
  for (const auto& file : fs::directory_iterator(output() / "runs")) {
    const Json record = read_json(file.path());
    const Json& failure = record.at("failure");
    if (record.at("name") == "reuseport") {
      EXPECT_EQ(failure.at("last_words"), "cannot bind: no such luck");
    } else if (!failure.is_null()) {
      EXPECT_TRUE(is_stall(failure.at("what").get<std::string>())) << failure;
      ++stalls;
    }
  }
  const Json rows = summary().at("strategies");
  EXPECT_EQ(rows[1].at("failed"), 4);
  std::size_t failed = 0;
  for (const Json& row : rows) failed += row.at("failed").get<std::size_t>();
  EXPECT_EQ(failed, 4 + stalls);
}

struct Mishap {
  const char* variable;
  const char* load;
  const char* told;
};

class BenchMishap : public Bench, public testing::WithParamInterface<Mishap> {};

TEST_P(BenchMishap, fails_the_run_and_says_how) {
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

TEST_F(Bench, gives_up_a_load_that_hangs) {
  Json spec = some_spec();
  for (const char* limit : {"2s", "20s"}) {
    spec["run_timeout"] = limit;
    write_spec(spec);
    fs::remove_all(output());
    EXPECT_EQ(exit_code({"run", spec_file(), "--output", output(), "--rounds", "1", "--only",
                         "reuseport"},
                        {"FAKE_LOAD=hangs"}),
              1);
    // The limit holds for the start of the server too.
    if (said().find("the server was not ready") == std::string::npos) break;
  }
  EXPECT_THAT(said(), testing::ContainsRegex("the load took longer than 20?s"));
}

class BenchSignal : public Bench, public testing::WithParamInterface<int> {};

TEST_P(BenchSignal, ends_every_process_keeps_the_runs_and_goes_on_later) {
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

TEST_F(Bench, asks_its_children_how_they_ended_even_if_its_parent_never_does) {
  EXPECT_EQ(run({"/usr/bin/env", "--ignore-signal=CHLD"}), 0) << said();
}

TEST_F(Bench, resuming_leaves_finished_runs_alone) {
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

TEST_F(Bench, resuming_repeats_what_failed_and_says_so) {
  ASSERT_EQ(run({"FAKE_SERVER=dies-early", "FAKE_STRATEGY=reuseport"}), 1);
  ASSERT_EQ(exit_code({"run", "--resume", output()}), 0) << said();
  EXPECT_EQ(summary().at("strategies")[1].at("failed"), 0);
  std::size_t repeated = 0;
  for (const auto& file : fs::directory_iterator(output() / "runs")) {
    const Json record = read_json(file.path());
    EXPECT_EQ(record.at("status"), "ok");
    for (const Json& failure : record.at("earlier_failures"))
      repeated += is_stall(failure.get<std::string>()) ? 0 : 1;
  }
  EXPECT_EQ(repeated, 4U);
}

TEST_F(Bench, resuming_refuses_a_run_that_is_not_whole) {
  ASSERT_EQ(run(), 0);
  const fs::path file = fs::directory_iterator(output() / "runs")->path();
  fs::resize_file(file, fs::file_size(file) / 2);
  EXPECT_EQ(exit_code({"run", "--resume", output()}), 2);
  EXPECT_THAT(said(), HasSubstr(file.string() + ": not JSON"));
}

TEST_F(Bench, resuming_removes_what_a_killed_bench_left) {
  ASSERT_EQ(run(), 0);
  fs::create_directory(output() / "work");
  std::ofstream(output() / "summary.json.tmp.4711") << "{";
  ASSERT_EQ(exit_code({"run", "--resume", output()}), 0) << said();
  EXPECT_FALSE(fs::exists(output() / "work"));
  EXPECT_FALSE(fs::exists(output() / "summary.json.tmp.4711"));
}

TEST_F(Bench, resuming_refuses_a_changed_experiment) {
  ASSERT_EQ(run(), 0);
  Json spec = some_spec();
  spec["load"]["body-size"] = "2kB";
  write_spec(spec);
  EXPECT_EQ(exit_code({"run", "--resume", output()}), 2);
  EXPECT_THAT(said(), HasSubstr("the experiment file has changed"));
}

TEST_F(Bench, resuming_refuses_a_changed_program) {
  const fs::path programs = folder_.path() / "bin";
  fs::copy(FAKE_BIN, programs);
  ASSERT_EQ(exit_code({"run", spec_file(), "--output", output(), "--bin", programs}), 0) << said();
  std::ofstream(programs / "loadgen", std::ios::app) << "# another build\n";
  EXPECT_EQ(exit_code({"run", "--resume", output(), "--bin", programs}), 2);
  EXPECT_THAT(said(), HasSubstr("loadgen has changed"));
}

TEST_F(Bench, goes_on_until_intervals_are_narrow_and_stops_there) {
  ASSERT_EQ(exit_code({"run", spec_file(), "--output", output(), "--until", "2%", "--only",
                       "reuseport,threads-epoll"}),
            0)
      << said();
  // Equal rates: the first look at which there can be an interval is enough.
  EXPECT_EQ(summary().at("stopping").at("reached"), true);
  const auto rounds = summary().at("rounds").get<unsigned>();
  EXPECT_EQ(finished_runs(), 2U * rounds);
  EXPECT_LT(rounds, 30U);
  ASSERT_EQ(exit_code({"run", "--resume", output()}), 0) << said();
  EXPECT_EQ(finished_runs(), 2U * rounds);
}

TEST_F(Bench, writes_the_summary_anew_from_the_runs) {
  ASSERT_EQ(run(), 0);
  const Json before = summary();
  fs::remove(output() / "summary.json");
  ASSERT_EQ(exit_code({"summarize", output()}), 0) << said();
  EXPECT_EQ(summary(), before);
  EXPECT_THAT(said(), HasSubstr("threads-epoll"));
}

TEST_F(Bench, shows_the_ratios_to_another_row_and_changes_nothing) {
  ASSERT_EQ(run(), 0);
  const Json before = summary();
  ASSERT_EQ(exit_code({"summarize", output(), "--baseline", "reuseport"}), 0) << said();
  EXPECT_THAT(said(), HasSubstr("requests/s to reuseport"));
  EXPECT_EQ(summary(), before);
  EXPECT_EQ(exit_code({"summarize", output(), "--baseline", "nobody"}), 2);
  EXPECT_THAT(said(), HasSubstr("baseline"));
}

TEST_F(Bench, published_ratios_follow_another_baseline_or_are_left_out) {
  Json spec = some_spec();
  spec["published"] = Json::parse(R"({"ratio": {"reuseport": 0.25, "unpark-queue": 0.75}})");
  write_spec(spec);
  ASSERT_EQ(run(), 0);
  ASSERT_EQ(exit_code({"summarize", output(), "--baseline", "reuseport"}), 0) << said();
  EXPECT_THAT(said(), testing::ContainsRegex("unpark-queue .* 3.00 +1.000"));
  EXPECT_THAT(said(), testing::ContainsRegex("threads-epoll .* 4.00 +1.000"));
  ASSERT_EQ(exit_code({"summarize", output(), "--baseline", "single-reactor"}), 0) << said();
  EXPECT_THAT(said(), testing::Not(HasSubstr("published ratio")));
}

TEST_F(Bench, without_its_baseline_says_what_is_missing_and_explains_no_ratios) {
  Json spec = some_spec();
  spec["published"] = Json::parse(R"({"ratio": {"reuseport": 0.25, "unpark-queue": 0.75}})");
  write_spec(spec);
  ASSERT_EQ(exit_code({"run", spec_file(), "--output", output(), "--only", "reuseport"}), 0);
  EXPECT_THAT(said(), HasSubstr("no ratios, for threads-epoll is left out: name it in --only too"));
  EXPECT_THAT(said(), HasSubstr("the baseline threads-epoll was not measured here (bench summarize "
                                "--baseline NAME takes another)"));
  EXPECT_THAT(said(), testing::Not(HasSubstr("round by round")));
  EXPECT_THAT(said(), testing::Not(HasSubstr("published ratio")));
}

TEST_F(Bench, rounds_of_one_seed_are_compared_as_pairs) {
  Json spec = some_spec();
  spec["rounds"] = 7;
  spec["load"]["requests"] = 700;
  spec["rows"] = {"threads-epoll"};
  write_spec(spec);
  ASSERT_EQ(run(), 0) << said();
  const fs::path again = folder_.path() / "again";
  ASSERT_EQ(exit_code({"run", spec_file(), "--output", again}), 0) << said();
  ASSERT_EQ(exit_code({"compare", output(), again}), 0) << said();
  EXPECT_THAT(said(), HasSubstr("pairs: round i of both drew its load from seed 7 + i"));
  EXPECT_THAT(said(), HasSubstr("p99 new/base"));
  spec["seed"] = 8;
  write_spec(spec);
  ASSERT_EQ(exit_code({"run", spec_file(), "--output", folder_.path() / "other"}), 0) << said();
  ASSERT_EQ(exit_code({"compare", output(), folder_.path() / "other"}), 0) << said();
  EXPECT_THAT(said(), HasSubstr("no pairs: the rounds drew their loads from other seeds"));
}

TEST_F(Bench, measures_one_strategy_twice_under_two_names) {
  Json spec = some_spec();
  spec["rows"] = Json::parse(R"([{"name": "one", "strategy": "reuseport"},
                                 {"name": "again", "strategy": "reuseport"}])");
  spec["baseline"] = "one";
  write_spec(spec);
  ASSERT_EQ(run(), 0) << said();
  EXPECT_EQ(finished_runs(), 8U);
  EXPECT_EQ(summary().at("noise_floor").at(0).at("ratio").at("median"), 1);
}

TEST_F(Bench, lists_experiments_with_runs_and_time) {
  ASSERT_EQ(exit_code({"list", spec_file(), "--json"}), 0) << said();
  const Json list = Json::parse(said());
  EXPECT_EQ(list.at(0).at("runs"), 16);
  EXPECT_EQ(list.at(0).at("seconds"), 80);
  EXPECT_EQ(list.at(0).at("about"), "shows something");
}

}  // namespace
}  // namespace dispatchbench::runner
