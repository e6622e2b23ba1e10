// The program as others run it: arguments in, load.json, one line and an exit status out.
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/loadgen/test_server.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct Ended {
  int status = -1;
  std::string output;
};

/// Runs loadgen through the shell, where `arguments` may redirect.
Ended loadgen(const std::string& arguments) {
  Ended ended;
  FILE* pipe = ::popen((std::string(LOADGEN_PROGRAM " ") + arguments).c_str(), "r");
  std::array<char, 1024> part;
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) ended.output += part.data();
  const int status = ::pclose(pipe);
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "loadgen-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

nlohmann::json json_in(const std::string& file) {
  std::ifstream stream(file);
  return nlohmann::json::parse(stream);
}

TEST(Program, writes_load_json_and_one_line) {
  const TestServer server;
  const Folder folder;
  const std::string file = folder.file("load.json");
  const Ended ended = loadgen(server.url() + " -n 50 -t 2 -c 4 -s 100kB -o " + file + " 2>&1");
  EXPECT_EQ(ended.status, 0);
  EXPECT_THAT(ended.output, testing::MatchesRegex("50 requests in [^\n]*\n"));
  const auto json = json_in(file);
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["requests"], 50);
  EXPECT_EQ(json["bytes_sent"], 5'000'000);
  EXPECT_EQ(json["statuses"]["200"], 50);
  EXPECT_EQ(json["slots"].size(), 4U);
  EXPECT_EQ(json["threads"].size(), 2U);
  EXPECT_EQ(json["histogram"]["count"], 50);
  EXPECT_GT(json["cpu_seconds"], 0);
  EXPECT_GT(json["finished_ns"], json["started_ns"]);
}

TEST(Program, load_json_has_every_key_that_others_read) {
  const TestServer server;
  const Folder folder;
  loadgen(server.url() + " -n 4 -t 2 -s 1kB --rate 1000 -o " + folder.file("a") + " >/dev/null");
  const auto json = json_in(folder.file("a"));
  for (const char* key : {"schema_version",
                          "options",
                          "started_ns",
                          "finished_ns",
                          "requests",
                          "errors",
                          "statuses",
                          "bytes_sent",
                          "bytes_sent_unanswered",
                          "requests_per_second",
                          "bytes_per_second",
                          "latency_seconds",
                          "latency_raw_seconds",
                          "connect_seconds",
                          "first_answer_seconds",
                          "cpu_seconds",
                          "threads",
                          "slots",
                          "answers_by_worker",
                          "dispatch_seconds",
                          "timeline",
                          "histogram",
                          "warmup",
                          "complete"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  for (const char* key : {"mean", "p50", "p90", "p99", "p999", "p9999", "max"}) {
    EXPECT_TRUE(json["latency_seconds"].contains(key)) << key;
  }
}

TEST(Program, says_in_words_what_failed_and_exits_one) {
  TestServer::Manner manner;
  manner.script = [](std::uint64_t) { return Reaction::refuse; };
  const TestServer server(std::move(manner));
  const Ended ended = loadgen(server.url() + " -n 5 -t 1 -s 1kB 2>&1 >/dev/null");
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.output, "loadgen: 5 requests failed: 5 x status 500\n");
}

TEST(Program, refuses_a_wrong_option_in_one_line_and_exits_two) {
  const Ended ended = loadgen("http://127.0.0.1:1 --split both 2>&1");
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.output, "loadgen: --split both: expected one of static, shared\n");
}

TEST(Program, an_interrupt_writes_the_report_of_what_was_done) {
  const TestServer server;
  const Folder folder;
  const std::string url = server.url(), file = folder.file("load.json");
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl(LOADGEN_PROGRAM, "loadgen", url.c_str(), "--duration", "10m", "-t1", "-s1kB", "-o",
            file.c_str(), nullptr);
    ::_exit(127);
  }
  while (server.seen_count() < 10) std::this_thread::yield();
  ::kill(child, SIGINT);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 130);
  const auto json = json_in(file);
  EXPECT_EQ(json["complete"], false);
  EXPECT_GT(json["requests"], 0);
}

TEST(Program, draws_no_bar_where_there_is_no_terminal) {
  const TestServer server;
  EXPECT_THAT(loadgen(server.url() + " -n 10 -t 1 -s 1kB 2>&1 >/dev/null").output, IsEmpty());
}

TEST(Program, needs_no_more_files_than_the_limit_or_says_so) {
  const TestServer server;
  const std::string limited = server.url() + " -n 1 -t 1 -c 1000 2>&1";
  Ended ended;
  FILE* pipe =
      ::popen(("ulimit -Sn 200; ulimit -Hn 200; " LOADGEN_PROGRAM " " + limited).c_str(), "r");
  std::array<char, 1024> part;
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) ended.output += part.data();
  EXPECT_EQ(WEXITSTATUS(::pclose(pipe)), 1);
  EXPECT_THAT(ended.output, HasSubstr("1000 connections need"));
}

}  // namespace
}  // namespace dispatchbench::loadgen
