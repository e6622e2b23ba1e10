// What a load that takes a share of an emulated machine's cores is charged.
#include <gtest/gtest.h>

#include "tests/loadgen/load_fixture.hpp"

namespace dispatchbench::loadgen {
namespace {

/// 1 µs a connection, 2 µs a request, 1 ns a byte.
MachineOptions cheap_machine() {
  MachineOptions machine;
  machine.profile = "cheap";
  machine.cores = 2;
  machine.costs.set(Event::client_connect, 1000);
  machine.costs.set(Event::client_request, 2000);
  machine.costs.set(Event::client_byte, 1);
  return machine;
}

std::uint64_t count_of(const AccountSum& sum, Event event) {
  return sum.counts[static_cast<std::size_t>(event)];
}

TEST(LoadOnAMachine, pays_for_connections_requests_and_bytes) {
  const TestServer server;
  Options options = load(server, 20, 4, 2);
  options.requests_per_connection = 5;
  options.machine = cheap_machine();
  const LoadResult result = run(options);
  ASSERT_TRUE(result.charged);
  EXPECT_EQ(count_of(*result.charged, Event::client_connect), 4U);
  EXPECT_EQ(count_of(*result.charged, Event::client_request), 20U);
  EXPECT_EQ(count_of(*result.charged, Event::client_byte), 20'000U);
  EXPECT_EQ(result.charged->charged_ns, 4 * 1000 + 20 * 2000 + 20'000);
}

TEST(LoadOnAMachine, pays_for_each_byte_of_a_body_that_is_sent_in_pieces) {
  const TestServer server;
  Options options = load(server, 2, 1, 1);
  options.body_size = *workload::Distribution::parse("5MB", Quantity::size);
  options.machine = cheap_machine();
  EXPECT_EQ(count_of(*run(options).charged, Event::client_byte), 10'000'000U);
}

TEST(LoadOnAMachine, pays_for_early_bytes_on_each_new_connection) {
  const TestServer server;
  Options options = load(server, 4, 1, 1);
  options.body_size = *workload::Distribution::parse("700kB", Quantity::size);
  options.machine = cheap_machine();
  EXPECT_EQ(count_of(*run(options).charged, Event::client_early_byte), 1'000'000U);
  options.requests_per_connection = 1;
  EXPECT_EQ(count_of(*run(options).charged, Event::client_early_byte), 2'800'000U);
}

TEST(LoadOnAMachine, is_charged_nothing_where_there_is_none) {
  const TestServer server;
  EXPECT_FALSE(run(load(server, 4, 1, 1)).charged);
}

}  // namespace
}  // namespace dispatchbench::loadgen
