// What a server does about Service-Demand.
#include "servers/http/demand.hpp"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "running_connection.hpp"

namespace dispatchbench {
namespace {

using testing::StartsWith;

std::string demanding(const std::string& fields) {
  return "PUT /a HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n" + fields + "\r\nhi";
}

HttpSettings obeying(DemandMode mode) {
  HttpSettings settings;
  settings.demand = mode;
  return settings;
}

/// What the worker's emulated core was charged for, once it is all paid.
std::int64_t charged(const SteppedConnection& stepped) {
  return stepped.worker.core().paid_ns(std::numeric_limits<std::int64_t>::max());
}

const char* const not_understood[] = {"Service-Demand: 5ms\r\n", "Service-Demand:\r\n",
                                      "Service-Demand: -1us\r\n", "Service-Demand: 10000001us\r\n",
                                      "Service-Demand: 1us\r\nSERVICE-demand: 1us\r\n"};

TEST(Demand, is_ignored_whatever_it_contains_where_nobody_said_to_obey) {
  RunningConnection connection({}, false, {.request_ns = 1});
  for (const char* field : not_understood)
    EXPECT_THAT(connection.ask(demanding(field)), StartsWith("HTTP/1.1 200")) << field;
  EXPECT_THAT(connection.ask(demanding("Service-Demand: 9000000us\r\n")),
              StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(charged(connection), 6);
}

TEST(Demand, that_is_not_understood_or_too_much_is_a_bad_request) {
  for (const DemandMode mode : {DemandMode::emulate, DemandMode::spin, DemandMode::block}) {
    RunningConnection connection(obeying(mode), false, {.work = true});
    for (const char* field : not_understood)
      EXPECT_THAT(connection.ask(demanding(field)), StartsWith("HTTP/1.1 400")) << field;
    EXPECT_THAT(connection.ask(demanding("")), StartsWith("HTTP/1.1 200"))
        << "the connection goes on";
    EXPECT_EQ(charged(connection), 0);
  }
}

TEST(Demand, is_charged_to_the_emulated_core_before_the_answer_leaves) {
  SteppedConnection stepped(obeying(DemandMode::emulate), false, {.work = true});
  stepped.client.send(demanding("Service-Demand: 2000.5us\r\n"));
  stepped.advance_until_idle();
  EXPECT_THAT(stepped.client.answer(), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(charged(stepped), 2'000'500);
  EXPECT_EQ(stepped.worker.core().paid_ns(monotonic_ns()), 2'000'500) << "nothing is still owed";
}

TEST(Demand, comes_on_top_of_what_a_request_costs) {
  SteppedConnection stepped(obeying(DemandMode::emulate), false,
                            {.request_ns = 1000, .work = true});
  stepped.client.send(demanding("Service-Demand: 1us\r\n") + demanding(""));
  stepped.advance_until_idle();
  EXPECT_EQ(charged(stepped), 3000);
}

TEST(Demand, that_spins_or_blocks_costs_no_emulated_core) {
  for (const DemandMode mode : {DemandMode::spin, DemandMode::block}) {
    SteppedConnection stepped(obeying(mode), false, {.request_ns = 1000});
    stepped.client.send(demanding("Service-Demand: 1500us\r\n"));
    stepped.advance_until_idle();
    EXPECT_THAT(stepped.client.answer(), StartsWith("HTTP/1.1 200"));
    EXPECT_EQ(charged(stepped), 1000);
  }
}

TEST(Demand, of_one_request_is_not_done_for_the_next) {
  RunningConnection connection(obeying(DemandMode::emulate), true, {.work = true});
  connection.ask(demanding("Service-Demand: 100us\r\n"));
  connection.ask(get("a"));
  EXPECT_EQ(charged(connection), 100'000);
}

TEST(DemandMode, is_known_by_its_name) {
  for (const DemandMode mode : {DemandMode::emulate, DemandMode::spin, DemandMode::block})
    EXPECT_EQ(parse_demand_mode(to_string(mode)), mode);
  EXPECT_FALSE(parse_demand_mode("ignore"));
}

}  // namespace
}  // namespace dispatchbench
