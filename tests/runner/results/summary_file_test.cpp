// The files of a finished run: what is written can be read, and older ones too.
#include <fstream>

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/analysis/summary.hpp"
#include "experiments/runner/results/summary.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

Summary some_summary() {
  const Experiment experiment = parsed(some_spec());
  const std::vector<MeasuredRun> runs{some_run("threads-epoll", 1, 100),
                                      some_run("reuseport", 1, 50)};
  return summarize(experiment, make_plan(experiment, {}), {}, all_of(runs));
}

TEST(SummaryFile, is_the_same_once_it_was_read_and_written_again) {
  const Json written = some_summary();
  EXPECT_EQ(Json(written.get<Summary>()), written);
}

TEST(SummaryFile, has_its_caveats_under_their_earlier_name_too) {
  const Json written = some_summary();
  EXPECT_EQ(written.at("not_concluded"), written.at("caveats"));
  Json older = written;
  older.erase("caveats");
  EXPECT_EQ(older.get<Summary>().caveats, some_summary().caveats);
}

TEST(SummaryFile, says_of_each_caveat_what_it_is_about) {
  const Json written = some_summary();
  ASSERT_EQ(written.at("caveat_subjects").size(), written.at("caveats").size());
  const Json tier = Json::parse(R"({"of": "column", "name": "tier"})");
  EXPECT_THAT(written.at("caveat_subjects"), testing::Contains(tier));
}

TEST(SummaryFile, of_an_earlier_version_says_of_no_caveat_what_it_is_about) {
  Json older = some_summary();
  older.erase("caveat_subjects");
  EXPECT_TRUE(older.get<Summary>().caveat_subjects.empty());
}

TEST(SummaryFile, has_numbers_as_the_keys_of_a_distribution) {
  EXPECT_EQ(Json::parse(R"({"12": 0.5})").get<Distribution>().shares.at(12), 0.5);
  for (const char* const bad : {R"({"12abc": 0.5})", R"({"": 0.5})", R"({"-1": 0.5})"}) {
    EXPECT_THROW(Json::parse(bad).get<Distribution>(), Json::exception) << bad;
  }
}

TEST(SummaryFile, of_every_committed_run_is_read) {
  unsigned read = 0;
  for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/results/reference")) {
    if (!fs::is_regular_file(entry.path() / "summary.json")) continue;
    EXPECT_FALSE(read_finished_run(entry.path()).summary.rows.empty()) << entry.path();
    ++read;
  }
  EXPECT_GT(read, 0U);
}

TEST(SummaryFile, of_another_version_is_refused_with_what_to_do) {
  const TemporaryFolder folder;
  Json summary = some_summary();
  summary["schema_version"] = 0;
  std::ofstream(folder.path() / "summary.json") << summary.dump();
  try {
    read_finished_run(folder.path());
    FAIL() << "was read";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("has schema_version 0, expected 1; measure it again"));
  }
}

}  // namespace
}  // namespace dispatchbench::runner
