// What of a measured run is taken over into a simulation of it.
#include "simulator/runs/set_beside.hpp"

#include <array>

#include <gtest/gtest.h>

namespace dispatchbench::simulator {
namespace {

Options server_with(const char* strategy) {
  const std::array words{"dispatch_server", "--null", "--strategy", strategy};
  return parse_options(static_cast<int>(words.size()), words.data());
}

TEST(SetBeside, knows_the_hash_only_where_connections_stay_where_it_put_them) {
  EXPECT_TRUE(stays_where_accepted(server_with("reuseport")));
  EXPECT_TRUE(stays_where_accepted(server_with("reuseport-groups")));
  EXPECT_FALSE(stays_where_accepted(server_with("reuseport-redispatch")));
  EXPECT_FALSE(stays_where_accepted(server_with("migrating")));
  EXPECT_FALSE(stays_where_accepted(server_with("threads-epoll")));
}

}  // namespace
}  // namespace dispatchbench::simulator
