#include "workload/access_log.hpp"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workload/trace.hpp"

namespace dispatchbench::workload {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

LoggedTrace traced(const std::string& log, std::string_view format = combined_log_format) {
  std::istringstream stream(log);
  return trace_of_log(stream, *LogFormat::parse(format));
}

Trace read_back(const LoggedTrace& traced) {
  std::istringstream stream(traced.csv);
  return read_trace(stream, "made");
}

constexpr std::string_view full =
    "$msec $connection \"$request\" $status $request_time $request_length $content_length";

TEST(AccessLog, of_nginx_with_everything_leaves_nothing_to_assume) {
  const LoggedTrace log = traced(
      "1700000010.500 7 \"PUT /a HTTP/1.1\" 200 0.500 1200 1000\n"
      "1700000010.700 8 \"GET /a HTTP/1.1\" 200 0.100 200 -\n",
      full);
  EXPECT_EQ(log.csv,
            "at_seconds,connection,method,body_bytes,demand_seconds\n"
            "0.000000,7,PUT,1000,0.500000\n"
            "0.600000,8,GET,0,0.100000\n");
  EXPECT_TRUE(log.remarks.empty());
}

TEST(AccessLog, a_request_began_as_long_before_its_line_as_it_took) {
  const LoggedTrace log = traced(
      "1700000001.0 1 \"GET / HTTP/1.1\" 200 0.1 9 -\n"
      "1700000002.0 2 \"GET / HTTP/1.1\" 200 1.9 9 -\n",
      full);
  const Trace trace = read_back(log);
  EXPECT_EQ(trace.requests[0].demand_ns, 1'900'000'000U) << "it was logged later and began earlier";
  EXPECT_EQ(trace.requests[1].at_ns, 800'000'000);
}

TEST(AccessLog, combined_says_what_is_missing) {
  const LoggedTrace log = traced(
      "10.0.0.1 - - [10/Oct/2023:13:55:36 -0700] \"POST /x HTTP/1.1\" 200 5 \"-\" \"curl\"\n"
      "10.0.0.1 - bob [10/Oct/2023:13:55:36 -0700] \"GET /x HTTP/1.1\" 200 5 \"-\" \"curl\"\n"
      "10.0.0.2 - - [10/Oct/2023:13:55:38 -0700] \"DELETE /x HTTP/1.1\" 204 0 \"-\" \"curl\"\n"
      "10.0.0.1 - - [10/Oct/2023:13:57:36 -0700] \"GET /x HTTP/1.1\" 200 5 \"-\" \"curl\"\n");
  const Trace trace = read_back(log);
  ASSERT_EQ(trace.requests.size(), 4U);
  EXPECT_EQ(trace.requests[1].at_ns, 500'000'000) << "two of a second";
  EXPECT_EQ(trace.requests[0].connection, trace.requests[1].connection);
  EXPECT_NE(trace.requests[0].connection, trace.requests[3].connection) << "75 s have passed";
  EXPECT_EQ(trace.connections, 3U);
  for (const char* words : {"whole seconds", "demand_seconds are 0", "bodies are empty",
                            "no $connection", "1 x DELETE became GET"})
    EXPECT_THAT(log.remarks, Contains(HasSubstr(words))) << words;
}

TEST(AccessLog, what_single_lines_lack_is_said_and_counted) {
  const LoggedTrace log = traced(
      "1700000010.500 7 \"PUT /a HTTP/1.1\" 200 - - -\n"
      "1700000010.600 - \"PUT /a HTTP/1.1\" 200 0.100 - 1000\n"
      "1700000010.700 - \"GET /a HTTP/1.1\" 200 0.100 - -\n",
      full);
  EXPECT_THAT(log.remarks, ElementsAre("1 request without a time taken: demand_seconds are 0",
                                       "1 request without a length: bodies are empty"));
  EXPECT_THAT(log.csv, HasSubstr("c1,PUT,1000")) << "no $connection, no address: its own";
  EXPECT_THAT(log.csv, HasSubstr("c2,GET,0"));
}

TEST(AccessLog, apaches_directives_are_understood) {
  const LoggedTrace log =
      traced("10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] \"PUT /x HTTP/1.1\" 200 5 250000 1300\n",
             "%h %l %u %t \"%r\" %>s %b %D %I");
  const Trace trace = read_back(log);
  EXPECT_EQ(trace.requests[0].demand_ns, 250'000'000U);
  EXPECT_EQ(trace.requests[0].body_bytes, 1300U);
  EXPECT_THAT(log.remarks, Contains(HasSubstr("as long as whole requests")));
}

TEST(AccessLog, lines_in_another_format_are_left_out_and_said) {
  const LoggedTrace log = traced(
      "nonsense\n1700000001.0 1 \"GET / HTTP/1.1\" 200 99 9 -\n1700000001.0 1 \"-\" 400 0 0 -\n",
      full);
  EXPECT_EQ(read_back(log).requests.size(), 1U);
  EXPECT_THAT(log.remarks, Contains("2 of 3 lines are not in the format, the first is line 1: "
                                    "left out"));
  EXPECT_THAT(log.remarks, Contains(HasSubstr("1 request took over 10 s")));
  EXPECT_EQ(traced("nonsense\n").csv, "");
}

TEST(AccessLog, times_are_those_of_their_zone) {
  EXPECT_EQ(logged_seconds(LogField::local_time, "10/Oct/2000:13:55:36 -0700"), 971211336);
  EXPECT_EQ(logged_seconds(LogField::iso_time, "2000-10-10T13:55:36-07:00"), 971211336);
  EXPECT_EQ(logged_seconds(LogField::iso_time, "1970-01-01T00:00:01Z"), 1);
  EXPECT_EQ(logged_seconds(LogField::epoch_seconds, "971211336.25"), 971211336.25);
  for (const char* text : {"", "10/Okt/2000:13:55:36 -0700", "31/Feb/2000:13:55:36 -0700",
                           "10/Oct/2000:13:55:36 0700+", "10/Oct/2000 13:55:36"})
    EXPECT_FALSE(logged_seconds(LogField::local_time, text)) << text;
}

TEST(LogFormat, that_cannot_be_read_back_is_refused) {
  for (const char* text : {"", "no fields", "$", "%", "$remote_addr$request", "%h%r", "100%"})
    EXPECT_FALSE(LogFormat::parse(text)) << text;
}

}  // namespace
}  // namespace dispatchbench::workload
