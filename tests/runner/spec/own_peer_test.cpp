// The user's own server among an experiment's rows.
#include "experiments/runner/spec/own_peer.hpp"

#include <gmock/gmock.h>

#include "base/command_line.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

TEST(OwnPeer, is_a_row_that_says_how_it_is_run) {
  const Json row = row_for_command(R"(mine=/bin/server --port {port} "two words" {threads})");
  const Json& peer = row.at("peer");
  EXPECT_EQ(peer.at("command"),
            Json::array({"/bin/server", "--port", "{port}", "two words", "{threads}"}));
  EXPECT_EQ(peer.at("options"), Json::array({"null", "threads"}));
  const Experiment experiment = parse_experiment(with_rows(some_spec(), {row}), some_catalog());
  EXPECT_EQ(experiment.rows.back().name, "mine");
  EXPECT_EQ(experiment.rows.back().peer->command.front(), "/bin/server");
}

TEST(OwnPeer, keeps_objects_if_it_is_given_a_place) {
  const Json row = row_for_command("mine=/bin/server {port} {store}");
  EXPECT_EQ(row.at("peer").at("options"), Json::array({"store"}));
}

TEST(OwnPeer, that_runs_already_has_no_command) {
  const Json spec = with_rows(some_spec(), {row_for_url("mine=http://[::1]:80")});
  const Experiment experiment = parse_experiment(spec, some_catalog());
  EXPECT_EQ(experiment.rows.back().peer->url, "http://[::1]:80");
  EXPECT_TRUE(experiment.rows.back().peer->command.empty());
}

TEST(OwnPeer, of_an_earlier_run_is_found_again) {
  const std::vector<Json> rows{row_for_command("a=/bin/a {port}"), row_for_url("b=http://c:1")};
  const Json spec = with_rows(some_spec(), rows);
  EXPECT_EQ(rows_added(spec, some_spec()), rows);
  EXPECT_EQ(with_rows(some_spec(), rows_added(spec, some_spec())), spec);
  EXPECT_TRUE(rows_added(spec, spec).empty());
}

TEST(OwnPeer, is_relative_to_the_folder_that_it_was_named_in) {
  const Json row = row_for_command("mine=./server {port}");
  const auto expected = std::filesystem::current_path() / "server";
  EXPECT_EQ(row.at("peer").at("command").at(0), expected.string());
}

TEST(OwnPeer, starts_in_the_folder_that_it_was_named_in) {
  const Json row = row_for_command("mine=/bin/server conf/a.json {port}");
  const auto folder = std::filesystem::current_path();
  EXPECT_EQ(row.at("peer").at("start_in"), folder.string());
  const Experiment experiment = parse_experiment(with_rows(some_spec(), {row}), some_catalog());
  EXPECT_EQ(experiment.rows.back().peer->start_in, folder);
}

TEST(OwnPeer, whose_quote_is_not_closed_is_refused) {
  EXPECT_THROW(row_for_command(R"(mine=/bin/server {port} ")"), UsageError);
}

TEST(OwnPeer, that_is_not_told_its_port_is_refused) {
  EXPECT_THROW(row_for_command("mine=/bin/server"), UsageError);
  EXPECT_THROW(row_for_command("mine=/bin/server {port} {peer}"), UsageError);
  EXPECT_THROW(row_for_url("mine=https://a:1"), UsageError);
}

}  // namespace
}  // namespace dispatchbench::runner
