#include "workload/trace.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/command_line.hpp"
#include "times.hpp"

namespace dispatchbench::workload {
namespace {

using testing::HasSubstr;

constexpr std::string_view head = "at_seconds,connection,method,body_bytes,demand_seconds\n";

Trace trace_of(const std::string& text) {
  std::istringstream stream(text);
  return read_trace(stream, "t.csv");
}

TEST(Trace, says_who_sends_what_and_when) {
  const Trace trace = trace_of(std::string(head) +
                               "10,a,PUT,1000,0.005\n"
                               "10.5,b,GET,0,0\r\n"
                               "\n"
                               "12.000000001,a,PUT,5,10\n");
  ASSERT_EQ(trace.requests.size(), 3U);
  EXPECT_EQ(trace.connections, 2U);
  EXPECT_EQ(trace.requests[0].at_ns, 0);
  EXPECT_EQ(trace.requests[0].demand_ns, 5'000'000U);
  EXPECT_EQ(trace.requests[0].connection, 0U);
  EXPECT_FALSE(trace.requests[0].last);
  EXPECT_EQ(trace.requests[1].at_ns, 500 * one_ms);
  EXPECT_EQ(trace.requests[1].method, Method::get);
  EXPECT_EQ(trace.requests[1].connection, 1U);
  EXPECT_TRUE(trace.requests[1].last);
  EXPECT_EQ(trace.requests[2].at_ns, 2 * one_second + 1);
  EXPECT_EQ(trace.requests[2].body_bytes, 5U);
  EXPECT_EQ(trace.requests[2].connection, 0U);
  EXPECT_TRUE(trace.requests[2].last);
}

TEST(Trace, columns_may_stand_in_any_order_beside_others) {
  const Trace trace = trace_of(
      "url,method,demand_seconds,body_bytes,connection,at_seconds\n"
      "/x,PUT,0.5,7,1,3\n");
  EXPECT_EQ(trace.requests.at(0).body_bytes, 7U);
  EXPECT_EQ(trace.requests.at(0).demand_ns, 500'000'000U);
}

TEST(Trace, a_connection_takes_the_place_of_one_that_has_ended) {
  const Trace trace = trace_of(std::string(head) +
                               "1,a,PUT,1,0\n2,b,PUT,1,0\n3,a,PUT,1,0\n"
                               "4,c,PUT,1,0\n5,d,PUT,1,0\n6,c,PUT,1,0\n");
  std::vector<std::uint32_t> places;
  for (const TracedRequest& request : trace.requests) places.push_back(request.place);
  EXPECT_EQ(places, (std::vector<std::uint32_t>{0, 1, 0, 0, 1, 0}));
  EXPECT_EQ(trace.places, 2U);
  EXPECT_EQ(trace.connections, 4U);
}

struct RefusedTrace {
  std::string text;
  std::string sentence;
};

class WrongTrace : public testing::TestWithParam<RefusedTrace> {};

TEST_P(WrongTrace, is_refused_in_one_line_with_the_number_of_the_line) {
  try {
    trace_of(GetParam().text);
    FAIL() << GetParam().text;
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("t.csv line " + GetParam().sentence));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

RefusedTrace after_head(const std::string& rows, const std::string& sentence) {
  return {std::string(head) + rows, sentence};
}

INSTANTIATE_TEST_SUITE_P(
    Traces, WrongTrace,
    testing::Values(
        RefusedTrace{"", "0: expected a line that names the columns"},
        RefusedTrace{"at_seconds,connection,method,body_bytes\n1,a,PUT,1\n",
                     "1: the column demand_seconds is missing"},
        after_head("", "1: expected a request"),
        after_head("2,a,PUT,1,0\n1,a,PUT,1,0\n", "3: at_seconds '1': goes back in time"),
        after_head("1,a,PUT,1\n", "2: 4 columns: expected 5"),
        after_head("x,a,PUT,1,0\n", "2: at_seconds 'x': expected seconds from 0"),
        after_head("-1,a,PUT,1,0\n", "2: at_seconds '-1'"),
        after_head("nan,a,PUT,1,0\n", "2: at_seconds 'nan'"),
        after_head("1,,PUT,1,0\n", "2: connection: expected a name"),
        after_head("1,a,POST,1,0\n", "2: method 'POST': expected PUT or GET"),
        after_head("1,a,PUT,1.5,0\n", "2: body_bytes '1.5': expected a whole number"),
        after_head("1,a,PUT,,0\n", "2: body_bytes ''"),
        after_head("1,a,PUT,1,\n", "2: demand_seconds ''"),
        after_head("1,a,PUT,1,11\n", "2: demand_seconds '11': expected seconds from 0 to 10"),
        after_head("1,a,PUT,1,0\n\n2,a,P\x01T,1,0\n", "4: method 'P?T'"),
        after_head("1,a," + std::string(1000, 'y') + ",1,0\n", "2: method 'yyyy")));

}  // namespace
}  // namespace dispatchbench::workload
