// Hosts with several addresses, of which not every one answers.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <set>
#include <string>
#include <sys/socket.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "loadgen/client.hpp"
#include "tests/loadgen/load_fixture.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Address numbered(const char* number) {
  Address address;
  address.number = number;
  return address;
}

bool has_ipv6() {
  sockaddr_in6 loopback{};
  loopback.sin6_family = AF_INET6;
  loopback.sin6_addr = in6addr_loopback;
  const Descriptor socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ::bind(socket.get(), reinterpret_cast<sockaddr*>(&loopback), sizeof loopback) == 0;
}

/// Ports are the server's at every address; it listens at 127.0.0.1 alone.
Figures figures_of_load(Endpoint& endpoint, const Options& options) {
  const CurlLibrary library;
  const Stop stop;
  Plan plan(options);
  Recorder recorder;
  Client client(options, endpoint, 0, plan, recorder, stop, nullptr);
  const std::int64_t start_ns = monotonic_ns();
  recorder.begin(start_ns);
  client.run(start_ns);
  return recorder.figures();
}

TEST(Addresses, the_next_one_is_tried_if_one_refuses) {
  const TestServer server;
  Endpoint endpoint({numbered("127.0.0.2"), numbered("127.0.0.1")});
  const Figures figures = figures_of_load(endpoint, load(server, 20, 3, 1));
  EXPECT_THAT(figures.errors, IsEmpty());
  EXPECT_EQ(figures.requests, 20U);
  EXPECT_EQ(figures.connections, 3U) << "those that were made, not those that were tried";
  EXPECT_EQ(server.accepted(), 3U);
}

TEST(Addresses, the_one_that_answered_is_kept) {
  const TestServer server;
  Endpoint endpoint({numbered("127.0.0.2"), numbered("127.0.0.1")});
  Options options = load(server, 20, 2, 1);
  options.requests_per_connection = 1;
  EXPECT_EQ(endpoint.numbers(), "127.0.0.2,127.0.0.1");
  EXPECT_EQ(figures_of_load(endpoint, options).requests, 20U);
  EXPECT_EQ(endpoint.numbers(), "127.0.0.1");
}

TEST(Addresses, that_all_refuse_are_an_error_that_says_so) {
  const TestServer server;
  Endpoint endpoint({numbered("127.0.0.2"), numbered("127.0.0.3")});
  const Figures figures = figures_of_load(endpoint, load(server, 20, 1, 1));
  EXPECT_THAT(figures.errors, ElementsAre(Pair("connect: Connection refused", 3)));
  EXPECT_EQ(figures.connections, 0U);
}

TEST(Addresses, of_an_ipv6_host_are_in_brackets) {
  Endpoint endpoint({numbered("[::1]"), numbered("127.0.0.1")});
  endpoint.answered("::1");
  EXPECT_EQ(endpoint.numbers(), "[::1]");
}

TEST(Addresses, every_one_of_a_host_is_found) {
  const Endpoint endpoint = resolve(*parse_url("http://127.0.0.1:80"));
  ASSERT_EQ(endpoint.addresses().size(), 1U);
  EXPECT_EQ(endpoint.numbers(), "127.0.0.1");
  EXPECT_TRUE(endpoint.settled());
}

TEST(Addresses, localhost_has_both_whatever_the_table_of_hosts_lists) {
  for (const char* url : {"http://localhost", "http://LocalHost.:80", "http://any.localhost"}) {
    const auto addresses = resolve(*parse_url(url)).addresses();
    std::set<std::string> numbers;
    for (const Address& address : addresses) numbers.insert(address.number);
    EXPECT_EQ(numbers.size(), addresses.size()) << url;
    EXPECT_TRUE(numbers.contains("127.0.0.1")) << url;
    EXPECT_EQ(numbers.contains("[::1]"), has_ipv6()) << url;
  }
}

}  // namespace
}  // namespace dispatchbench::loadgen
