#include "experiments/runner/spec/experiment.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/combination.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The spec with one change: a merge patch, as of RFC 7386.
Json changed(const char* patch) {
  Json spec = some_spec();
  spec.merge_patch(Json::parse(patch));
  return spec;
}

TEST(Experiment, all_rows_are_the_strategies_in_the_registrys_order) {
  const Experiment experiment = parsed(some_spec());
  ASSERT_EQ(experiment.rows.size(), 4U);
  EXPECT_EQ(experiment.rows.front().name, "single-reactor");
  EXPECT_EQ(experiment.rows.back().name, "threads-epoll");
}

TEST(Experiment, a_rows_own_options_override_the_common_ones) {
  const auto experiment = parsed(changed(
      R"({"rows": [{"name": "few", "strategy": "reuseport", "load": {"requests": 40}}],
          "baseline": "few"})"));
  const auto combination = combinations_of(experiment).at(0);
  EXPECT_EQ(combination.load.at("requests"), 40);
  EXPECT_EQ(combination.load.at("body-size"), "1kB");
}

TEST(Experiment, a_count_may_be_a_word_that_its_option_takes) {
  const auto experiment = parsed(changed(R"({"load": {"connections": "auto"}})"));
  EXPECT_EQ(combinations_of(experiment).at(0).load.at("connections"), "auto");
}

TEST(Experiment, vary_is_the_cartesian_product_with_the_last_key_fastest) {
  const auto experiment = parsed(
      changed(R"({"vary": {"load.connections": [4, 8], "load.split": ["static", "shared"]}})"));
  const auto combinations = combinations_of(experiment);
  ASSERT_EQ(combinations.size(), 16U);
  EXPECT_EQ(combinations[0].point.dump(), R"({"load.connections":4,"load.split":"static"})");
  EXPECT_EQ(combinations[4].load.at("split"), "shared");
  EXPECT_EQ(combinations[8].load.at("connections"), 8);
}

struct Refusal {
  const char* patch;
  const char* named;
  const char* choices;
};

class RefusedExperiment : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedExperiment, is_refused_in_one_line_that_names_the_key_and_the_choices) {
  const std::string message = refusal_of(changed(GetParam().patch));
  EXPECT_THAT(message, AllOf(HasSubstr(GetParam().named), HasSubstr(GetParam().choices)));
  EXPECT_THAT(message, Not(HasSubstr("\n")));
}

const Refusal refusals[] = {
    {R"({"ruonds": 3})", "ruonds: unknown key", "rounds"},
    {R"({"name": null})", "name is missing", "a name"},
    {R"({"name": "../up"})", "name \"../up\"", "letters"},
    {R"({"about": 3})", "about 3", "some text"},
    {R"({"rounds": 0})", "rounds 0", "from 1 to"},
    {R"({"reload": {"time": 2}})", "reload.time: unknown key", "times, every"},
    {R"({"reload": {"every": "soon"}})", "reload.every \"soon\"", "number and a unit"},
    {R"({"reload": {"tcp_migrate_req": 2}})", "reload.tcp_migrate_req 2", "from 0 to 1"},
    {R"({"vary": {"reload.times": [0]}})", "reload.times 0", "from 1 to"},
    {R"({"reload": {"times": 2}})", "reload: expected server.share-port", "two servers"},
    {R"({"reload": {"times": 4}, "server": {"share-port": "beside"}})", "load.duration", "reloads"},
    {R"({"rounds": 2.5})", "rounds 2.5", "whole number"},
    {R"({"seed": -1})", "seed -1", "from 0"},
    {R"({"baseline": "hyper"})", "baseline \"hyper\"", "threads-epoll"},
    {R"({"server": {"copies": "read"}})", "server.copies", "copy"},
    {R"({"server": {"copy": "mmap"}})", "server.copy \"mmap\"", "read, splice, discard"},
    {R"({"server": {"threads": "many"}})", "server.threads \"many\"", "whole number"},
    {R"({"load": {"connections": "4"}})", "load.connections \"4\"", "whole number"},
    {R"({"server": {"null": "yes"}})", "server.null \"yes\"", "true or false"},
    {R"({"server": {"listen": "0:80"}})", "server.listen: unknown", "threads"},
    {R"({"server": {"null": false}})", "row single-reactor", "server.store and server.null"},
    {R"({"server": {"null": null, "store": "/tmp/x", "copy": "discard"}})", "discard", "splice"},
    {R"({"server": {"emulate-core": "25MB"}})", "server.emulate-core", "/s"},
    {R"({"server": {"backend": "asio"}})", "row threads-epoll: server.backend", "epoll"},
    {R"({"load": {"body-size": "40"}})", "load.body-size \"40\"", "a size"},
    {R"({"load": {"body-size": "pareto:1MB"}})", "pareto:1MB", "pareto:100kB,1.5"},
    {R"({"load": {"split": "even"}})", "load.split \"even\"", "static, shared"},
    {R"({"load": {"requests": 0}})", "load.requests 0", "from 1 to"},
    {R"({"load": {"duration": "1s"}})", "load.requests and load.duration", "one of"},
    {R"({"load": {"connections": 1}})", "load.connections 1", "one a thread, 2"},
    {R"({"load": {"rate": 0}})", "load.rate 0", "above zero"},
    {R"({"rows": []})", "rows []", "\"all\""},
    {R"({"rows": ["reusport"]})", "rows[0].strategy \"reusport\"", "reuseport"},
    {R"({"rows": ["reuseport", "reuseport"]})", "rows[1].name", "of its own"},
    {R"({"rows": [{"strategy": "reuseport", "load": 3}]})", "rows[0].load 3", "object"},
    {R"({"rows": [{"strategy": "reuseport", "repeats": 0}]})", "rows[0].repeats 0", "from 1"},
    {R"({"rows": [{"peer": "apache"}]})", "rows[0].peer \"apache\"", "fake, keeper, absent"},
    {R"({"rows": [{"peer": "fake", "strategy": "reuseport"}]})", "rows[0].peer", "either"},
    {R"({"rows": [{"peer": "fake", "server": {"copy": "splice"}}]})", "rows[0].server", "threads"},
    {R"({"rows": ["all", {"peer": "keeper"}]})", "row keeper: server.null", "only store"},
    {R"({"rows": [{"peer": "fake"}], "baseline": "fake", "server": {"emulate-core": "25MB/s"}})",
     "row fake: server.emulate-core: peers cannot be emulated", "only threads"},
    {R"({"rows": [{"peer": "fake"}], "baseline": "fake", "server": {"demand": "block"}})",
     "row fake: server.demand: peers do no work that requests ask for", "only threads"},
    {R"({"rows": ["all", {"name": "reuseport", "strategy": "unpark-queue"}]})", "rows[1].name",
     "of its own"},
    {R"({"vary": {"body-size": ["1MB"]}})", "vary.body-size", "load.OPTION"},
    {R"({"vary": {"load.split": []}})", "vary.load.split", "list of values"},
    {R"({"vary": {"load.split": ["static", "static"]}})", "vary.load.split", "twice"},
    {R"({"vary": {"load.split": ["odd"]}})", "load.split \"odd\"", "static, shared"},
    {R"({"baseline_point": {"load.split": "shared"}})", "baseline_point.load.split", "vary"},
    {R"({"published": {"ratios": {}}})", "published.ratios", "ratio"},
    {R"({"published": {"about": 1}})", "published.about", "some text"},
    {R"({"run_timeout": "10"})", "run_timeout \"10\"", "number and a unit"},
    {R"({"estimate_seconds": -1})", "estimate_seconds -1", "above 0"},
};
INSTANTIATE_TEST_SUITE_P(Each, RefusedExperiment, testing::ValuesIn(refusals));

TEST(Experiment, a_file_that_is_not_json_or_has_a_key_twice_is_refused_by_name) {
  const TemporaryFolder folder;
  for (const char* text : {"{\"name\": ", R"({"seed": 1, "seed": 2})"}) {
    const auto file = folder.path() / "broken.json";
    std::ofstream(file) << text;
    EXPECT_THROW(
        {
          try {
            read_json(file);
          } catch (const UsageError& error) {
            EXPECT_THAT(error.what(), HasSubstr("broken.json"));
            throw;
          }
        },
        UsageError);
  }
}

TEST(Experiment, is_found_by_path_and_by_bare_name) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "mine.json";
  std::ofstream(file) << "{}";
  EXPECT_EQ(find_experiment(file.string(), "/nowhere"), file);
  EXPECT_EQ(find_experiment("mine", folder.path()), file);
  EXPECT_THROW(find_experiment("yours", folder.path()), UsageError);
  std::filesystem::create_directories(folder.path() / "ledger");
  std::ofstream(folder.path() / "ledger" / "yours.json") << "{}";
  EXPECT_EQ(find_experiment("yours", folder.path()), folder.path() / "ledger" / "yours.json");
}

}  // namespace
}  // namespace dispatchbench::runner
