// Peers in the whole command: measured, skipped, refused.
#include <gmock/gmock.h>

#include "tests/runner/bench_fixture.hpp"

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;

class BenchPeers : public Bench {
 protected:
  BenchPeers() {
    std::ofstream(registry()) << some_registry().dump();
    Json spec = some_spec();
    spec["rounds"] = 1;
    spec["baseline"] = "reuseport";
    spec["rows"] = Json::parse(R"(["reuseport", {"peer": "fake"}, {"peer": "absent"}])");
    write_spec(spec);
  }

  fs::path registry() const { return folder_.path() / "registry.json"; }

  int run_peers(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"run", spec_file(), "--output", output()});
    return exit_code(options, {"DISPATCHBENCH_PEERS=" + registry().string()});
  }

  /// The file of the run of `name`.
  Json record_of(const std::string& name) const {
    for (const auto& file : fs::directory_iterator(output() / "runs")) {
      Json record = read_json(file.path());
      if (record.at("name") == name) return record;
    }
    return nullptr;
  }
};

TEST_F(BenchPeers, are_measured_in_the_same_rounds_and_marked) {
  ASSERT_EQ(run_peers({"--only", "reuseport,fake"}), 0) << said();
  const Json row = summary().at("strategies").at(1);
  EXPECT_EQ(row.at("name"), "fake");
  EXPECT_EQ(row.at("peer"), true);
  EXPECT_EQ(row.at("ratio_to_baseline").at("median"), 1);
  const Json report = record_of("fake").at("server").at("report");
  EXPECT_EQ(report.at("workers").size(), 1U);
  EXPECT_TRUE(read_json(output() / "manifest.json").at("programs").contains("fake"));
}

TEST_F(BenchPeers, that_are_not_installed_are_skipped_with_the_line_that_installs_them) {
  ASSERT_EQ(run_peers(), 0) << said();
  EXPECT_THAT(said(), HasSubstr("skipped: absent is not installed; to install it: apt-get install "
                                "absent\n"));
  EXPECT_EQ(summary().at("skipped").at(0).at("name"), "absent");
  EXPECT_EQ(summary().at("strategies").size(), 2U);
  fs::remove_all(output());
  EXPECT_EQ(run_peers({"--only", "absent"}), 2);
}

TEST_F(BenchPeers, without_a_row_are_not_run_and_it_says_what_to_add) {
  Json spec = some_spec();
  write_spec(spec);
  EXPECT_EQ(run_peers({"--only", "fake"}), 2);
  EXPECT_THAT(said(),
              HasSubstr(R"(--only fake: expected a row; for this peer add {"peer": "fake"})"));
  EXPECT_FALSE(fs::exists(output()));
}

TEST_F(BenchPeers, without_the_baseline_say_that_there_are_no_ratios) {
  ASSERT_EQ(run_peers({"--only", "fake"}), 0) << said();
  EXPECT_THAT(said(), HasSubstr("no ratios, for reuseport is left out"));
  EXPECT_THAT(said(), HasSubstr("note: 95 % intervals take"));
}

TEST_F(BenchPeers, that_do_wrong_are_not_measured_and_the_run_fails) {
  Json rows = some_registry();
  rows[0]["command"][1] = "refuses";
  std::ofstream(registry()) << rows.dump();
  EXPECT_EQ(run_peers(), 1);
  EXPECT_THAT(said(), HasSubstr("fake is not measured: it answered 404"));
  const Json record = record_of("fake");
  EXPECT_TRUE(record.at("load").at("exit_code").is_null());
  EXPECT_EQ(record.at("status"), "failed");
}

TEST_F(BenchPeers, that_do_not_start_are_quoted_with_their_last_words) {
  Json rows = some_registry();
  rows[0]["command"] = {"sh", "-c", "echo no config for {port}, {threads} >&2; exit 3"};
  std::ofstream(registry()) << rows.dump();
  EXPECT_EQ(run_peers({"--only", "fake"}), 1);
  EXPECT_THAT(said(), testing::ContainsRegex("FAILED: the server exited with 3 before it was "
                                             "ready[^\n]*\n    no config for [0-9]+, 2\n"));
}

TEST_F(BenchPeers, that_have_the_store_in_their_configuration_refuse_a_path_that_it_cannot_hold) {
  std::ofstream(folder_.path() / "keeper.conf") << "root \"{store}\";";
  Json rows = some_registry();
  rows[1]["config"] = "keeper.conf";
  rows[1]["command"] = {"fake_peer", "well", "0", "{store}", "{config}"};
  std::ofstream(registry()) << rows.dump();
  Json spec = some_spec();
  spec["rows"] = Json::parse(R"(["threads-epoll", {"peer": "keeper"}])");
  for (const char* odd : {"a\"b", "a\\b", "a$b", "a\nb"}) {
    spec["server"] = {{"threads", 2}, {"store", (folder_.path() / odd).string()}};
    write_spec(spec);
    EXPECT_EQ(run_peers(), 2);
    EXPECT_THAT(said(), HasSubstr("row keeper: server.store "));
    EXPECT_FALSE(fs::exists(output()));
  }
  spec["server"]["store"] = (folder_.path() / "a 'b {c}; d").string();
  spec["rounds"] = 1;
  write_spec(spec);
  EXPECT_EQ(run_peers(), 0) << said();
}

TEST_F(BenchPeers, keep_what_is_stored_in_a_folder_that_is_gone_afterwards) {
  Json spec = some_spec();
  const fs::path base = folder_.path() / "stores";
  spec["server"] = {{"threads", 2}, {"store", base.string()}};
  spec["rows"] = Json::parse(R"(["threads-epoll", {"peer": "keeper"}])");
  write_spec(spec);
  ASSERT_EQ(run_peers({"--rounds", "1"}), 0) << said();
  EXPECT_TRUE(fs::is_empty(base));
  const Json command = record_of("threads-epoll").at("server").at("command");
  EXPECT_THAT(command.dump(), HasSubstr((base / "dispatchbench-store-").string()));
}

TEST_F(BenchPeers, of_an_earlier_run_must_be_the_same_in_one_that_goes_on) {
  ASSERT_EQ(run_peers(), 0) << said();
  Json rows = some_registry();
  rows[2]["command"][0] = "fake_peer";
  std::ofstream(registry()) << rows.dump();
  EXPECT_EQ(
      exit_code({"run", "--resume", output()}, {"DISPATCHBENCH_PEERS=" + registry().string()}), 2);
  EXPECT_THAT(said(), HasSubstr("which peers are installed has changed"));
}

TEST_F(BenchPeers, are_listed_with_what_would_install_them) {
  ASSERT_EQ(
      exit_code({"list", "--peers", "--json"}, {"DISPATCHBENCH_PEERS=" + registry().string()}), 0)
      << said();
  const Json list = Json::parse(said());
  EXPECT_EQ(list.at(0).at("program"), FAKE_BIN "/fake_peer");
  EXPECT_TRUE(list.at(2).at("program").is_null());
  EXPECT_EQ(list.at(2).at("install"), "apt-get install absent");
}

}  // namespace
}  // namespace dispatchbench::runner
