#include "servers/options.hpp"

#include <algorithm>
#include <map>
#include <sched.h>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/command_line.hpp"
#include "temporary_folder.hpp"

namespace dispatchbench {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Arguments = std::vector<std::string>;

Options options_of(const Arguments& arguments) {
  std::vector<const char*> argv{"dispatch_server"};
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  return parse_options(static_cast<int>(argv.size()), argv.data());
}

std::string refusal(Arguments arguments, bool complete = true) {
  if (complete) arguments.insert(arguments.begin(), {"--strategy", "reuseport", "--null"});
  try {
    options_of(arguments);
    return "accepted";
  } catch (const UsageError& error) {
    return error.what();
  }
}

TEST(Options, have_sane_defaults) {
  const Options options = options_of({"--strategy", "reuseport", "--null"});
  EXPECT_EQ(options.strategy->name, "reuseport");
  EXPECT_EQ(options.listen.to_string(), "127.0.0.1:8080");
  EXPECT_EQ(options.http.copy, CopyMode::read);
  EXPECT_EQ(options.http.quantum, 4U << 20);
  EXPECT_EQ(options.buffer_size, 64U << 10);
  const Options splicing = options_of({"--strategy", "reuseport", "--null", "--copy", "splice"});
  EXPECT_EQ(splicing.buffer_size, 256U << 10);
  EXPECT_EQ(options.backlog, 1024);
  EXPECT_FALSE(options.emulation.any());
  EXPECT_GT(options.http.max_connections, 100U);
  EXPECT_GE(options.http.max_turned_away, 16U) << "or nobody would hear that there are too many";
}

TEST(Options, are_refused_with_their_name_and_what_would_be_right) {
  const std::pair<Arguments, const char*> refused[] = {
      {{"--threads", "0"}, "--threads 0: expected a whole number"},
      {{"--threads", "many"}, "--threads many: "},
      {{"--max-body", "40"}, "--max-body 40: expected a number and a unit"},
      {{"--buffer-size", "1B"}, "--buffer-size 1B: expected a size from 4KiB to"},
      {{"--idle-timeout", "0"}, "--idle-timeout 0: expected a time above zero, from 1ms to 1440m"},
      {{"--emulate-core", "5"}, "--emulate-core 5: expected a size and /s"},
      {{"--sample-interval", "1us"},
       "--sample-interval 1us: expected a time above zero, from 1ms to 60m"},
      {{"--body-timeout", "99999m"},
       "--body-timeout 99999m: expected a time above zero, from 1ms to 1440m"},
      {{"--drain-timeout", "99999m"}, "--drain-timeout 99999m: expected a time to 1440m"},
      {{"--emulate-request", "99999m"},
       "--emulate-request 99999m: expected a time above zero, from "},
      {{"--emulate-core", "1B/s"}, "--emulate-core 1B/s: expected a rate from 1kB/s to 1TB/s"},
      {{"--min-rate", "1TB/s"}, "--min-rate 1TB/s: expected a rate from 1B/s to 1GB/s"},
      {{"--threads", "1024", "--buffer-size", "1GiB"}, "--buffer-size 1GiB: expected a size"},
      {{"--rest", "sloppy"}, "--rest sloppy: expected one of article, strict"},
      {{"--pin", "0-99999"}, "--pin 0-99999: expected processors"},
      {{"--listen", "nowhere"}, "--listen nowhere: expected ADDR:PORT"},
      {{"--copy", "paste"}, "--copy paste: expected one of read, splice, discard"},
      {{"--backend", "select"}, "--backend select: expected one of asio, epoll"},
      {{"--report", "/does/not/exist"},
       "--report /does/not/exist: expected a file that can be written"},
      {{"--report", "/tmp"},
       "--report /tmp: expected a file that can be written, but it is a folder"},
      {{"--store", "/tmp/x"}, "exactly one of --store DIR and --null"},
      {{"--json"}, "--json: goes with --list-strategies"},
  };
  for (const auto& [arguments, text] : refused) {
    EXPECT_THAT(refusal(arguments), StartsWith(text));
  }
}

TEST(Options, need_a_strategy_that_exists_and_a_target) {
  EXPECT_THAT(refusal({"--null"}, false), HasSubstr("single-reactor"));
  EXPECT_THAT(refusal({"--null", "--strategy", "x"}, false), HasSubstr("single-reactor"));
  EXPECT_THAT(refusal({"--strategy", "reuseport"}, false), HasSubstr("--store DIR and --null"));
  EXPECT_THAT(refusal({"--strategy", "reuseport", "--store", "/tmp/x", "--copy", "discard"}, false),
              StartsWith("--copy discard: expected read or splice"));
  EXPECT_THAT(refusal({"--strategy", "work-stealing", "--null", "--backend", "asio"}, false),
              StartsWith("--backend asio: expected epoll"));
}

TEST(Options, put_other_parts_into_a_strategy) {
  const Options options = options_of({"--strategy", "unpark-queue", "--null", "--placement",
                                      "two-choices", "--afterwards", "closes-after-100"});
  ASSERT_TRUE(options.parts);
  EXPECT_EQ(options.parts->accept->name, "acceptor-thread");
  EXPECT_EQ(options.parts->placement->name, "two-choices");
  EXPECT_EQ(options.parts->handoff->name, "eventfd");
  const auto json = to_json(options);
  EXPECT_EQ(json.at("placement"), "two-choices");
  EXPECT_EQ(json.at("seed"), options.seed);
}

TEST(Options, say_how_late_loads_are_and_how_many_groups_there_are) {
  const Options late =
      options_of({"--strategy", "two-choices", "--null", "--placement-delay", "10ms"});
  EXPECT_EQ(late.placement_delay, std::chrono::milliseconds(10));
  const Options moving =
      options_of({"--strategy", "migrating", "--null", "--placement-delay", "10ms"});
  EXPECT_EQ(to_json(moving).at("placement-delay"), "10ms");
  const Options groups = options_of(
      {"--strategy", "reuseport-groups", "--null", "--threads", "4", "--listeners", "3"});
  EXPECT_EQ(groups.listeners, 3U);
}

TEST(Options, refuse_parts_that_make_no_strategy_and_say_why) {
  const std::pair<Arguments, const char*> refused[] = {
      {{"--strategy", "reuseport", "--placement", "nearest"},
       "--placement nearest: expected one of here, round-robin"},
      {{"--strategy", "reuseport", "--placement", "random"},
       "--placement random: needs a way to hand connections over (--handoff condvar"},
      {{"--strategy", "unpark-queue", "--placement", "here"},
       "--placement here: needs workers that accept (--accept own-listener, "},
      {{"--strategy", "work-stealing", "--placement", "random"},
       "--placement random: work-stealing has a loop of its own; made of parts are single-reactor"},
      {{"--strategy", "single-reactor", "--accept", "shared-listener"},
       "--strategy single-reactor: has one worker"},
      {{"--strategy", "reuseport", "--accept", "shared-listener", "--backend", "asio"},
       "--backend asio: expected epoll (with --strategy reuseport --accept shared-listener)"},
      {{"--strategy", "reuseport", "--listeners", "2"},
       "--listeners 2: expected a strategy whose workers accept in groups"},
      {{"--strategy", "reuseport-groups", "--threads", "3", "--listeners", "4"},
       "--listeners 4: expected at most one for each of 3 workers"},
      {{"--strategy", "steal-accepted", "--threads", "257"},
       "--threads 257: expected at most 256 with --accept all-listeners"},
      {{"--strategy", "reuseport", "--share-port", "behind"},
       "--share-port behind: expected one of beside, take-over"},
      {{"--strategy", "random", "--placement-delay", "1ms"},
       "--placement-delay 1ms: expected a placement by loads"},
      {{"--strategy", "work-stealing", "--placement-delay", "1ms"},
       "--placement-delay 1ms: expected a placement by loads"},
  };
  for (auto [arguments, text] : refused) {
    arguments.emplace_back("--null");
    EXPECT_THAT(refusal(arguments, false), StartsWith(text));
  }
}

TEST(Options, list_every_part_for_programs_and_for_people) {
  const auto list = nlohmann::json::parse(*options_of({"--list-parts", "--json"}).information);
  const std::string text = *options_of({"--list-parts"}).information;
  for (const char* kind : {"accept", "placement", "handoff", "afterwards", "backend"}) {
    EXPECT_THAT(text, HasSubstr(std::string("--") + kind));
    for (const auto& part : list.at(kind)) {
      EXPECT_THAT(text, HasSubstr(part.at("name").get<std::string>()));
      EXPECT_FALSE(part.at("summary").get<std::string>().empty());
    }
  }
}

TEST(Options, list_which_parts_leave_it_to_chance_who_gets_a_connection) {
  const auto list = nlohmann::json::parse(*options_of({"--list-parts", "--json"}).information);
  std::map<std::string, nlohmann::json> by_chance;
  for (const char* kind : {"accept", "placement"}) {
    for (const auto& part : list.at(kind)) by_chance[part.at("name")] = part.at("by_chance");
  }
  EXPECT_EQ(by_chance.at("own-listener"), true);
  EXPECT_EQ(by_chance.at("acceptor-thread"), false);
  EXPECT_EQ(by_chance.at("random"), true);
  EXPECT_EQ(by_chance.at("round-robin"), false);
  EXPECT_TRUE(by_chance.at("here").is_null());
}

TEST(Options, warn_of_what_may_surprise) {
  const Options options = options_of(
      {"--strategy", "single-reactor", "--null", "--threads", "4", "--listen", "0.0.0.0:1"});
  EXPECT_EQ(options.workers(), 1U);
  EXPECT_THAT(warnings(options), testing::ElementsAre(HasSubstr("uses one"), HasSubstr("0.0.0.0")));
  EXPECT_TRUE(warnings(options_of({"--strategy", "reuseport", "--null"})).empty());
}

TEST(Options, list_every_strategy_for_programs) {
  const auto list = nlohmann::json::parse(*options_of({"--list-strategies", "--json"}).information);
  ASSERT_EQ(list.size(), strategies().size());
  for (const auto& row : list) {
    EXPECT_NE(find_strategy(row.at("name").get<std::string>()), nullptr);
    EXPECT_FALSE(row.at("summary").get<std::string>().empty());
    EXPECT_FALSE(row.at("backends").empty());
    EXPECT_THAT(row.at("threads").get<std::string>(), HasSubstr("worker"));
    const auto& parts = row.at("parts");
    EXPECT_TRUE(parts.is_null() || parts.size() == 4) << parts;
  }
}

TEST(Options, list_themselves_for_the_runner) {
  const auto list = nlohmann::json::parse(*options_of({"--list-options", "--json"}).information);
  const auto row = [&](const char* name) {
    return *std::find_if(list.begin(), list.end(),
                         [&](const auto& option) { return option.at("name") == name; });
  };
  EXPECT_EQ(row("copy").at("choices").size(), 3U);
  EXPECT_EQ(row("quantum").at("default"), "4MiB");
  EXPECT_EQ(row("strategy").at("set_by"), "runner");
  EXPECT_EQ(row("threads").at("set_by"), "experiment");
  EXPECT_THAT(*options_of({"--list-options"}).information, HasSubstr("sample-interval"));
}

TEST(Options, can_be_written_down_and_given_again) {
  const std::string cpu = std::to_string(::sched_getcpu());
  const auto json = to_json(options_of({"--strategy", "reuseport", "--null", "--emulate-core",
                                        "100MB/s", "--emulate-accept", "20us", "--pin", cpu}));
  EXPECT_EQ(json.at("emulate-core"), "100MB/s");
  EXPECT_EQ(json.at("emulate-accept"), "20us");
  EXPECT_EQ(json.at("pin"), cpu);
  EXPECT_EQ(json.at("quantum"), "4MiB");
  EXPECT_EQ(json.at("null"), true);
}

}  // namespace
}  // namespace dispatchbench
