// How many connections a load of several processes has where one of them can have few.
#include "loadgen/hosts/fitting.hpp"

#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/loadgen/fake_communicator.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::Each;
using testing::HasSubstr;

/// The connections that three ranks have then, and what rank 0 says. Each has a thread.
struct Fitted {
  std::array<unsigned, 3> connections{};
  std::string note;
};

Fitted fitted(bool automatic, const std::array<std::uint64_t, 3>& most) {
  Fitted all;
  FakeWorld(3).run([&](Communicator& communicator) {
    Options options;
    options.auto_connections = automatic;
    options.connections = 100;
    options.threads = 3;
    const unsigned rank = communicator.rank();
    const auto note = fit_connections_of_all(communicator, most[rank], options);
    all.connections[rank] = options.connections;
    if (rank == 0) all.note = note.value_or("");
  });
  return all;
}

TEST(Fitting, the_part_of_each_rank_is_within_its_own_limits) {
  const Fitted few = fitted(true, {100, 5, 9});
  EXPECT_THAT(few.connections, Each(16U)) << "1 4 7 10 13 are those of rank 1";
  EXPECT_THAT(few.note, HasSubstr("ports for 16"));
}

TEST(Fitting, nothing_is_fitted_that_has_room_or_was_asked_for_or_can_be_no_load) {
  EXPECT_THAT(fitted(true, {34, 33, 33}).connections, Each(100U));
  EXPECT_THAT(fitted(true, {0, 0, 0}).connections, Each(100U));
  EXPECT_THAT(fitted(false, {100, 5, 9}).connections, Each(100U));
  EXPECT_EQ(fitted(true, {34, 33, 33}).note, "");
}

}  // namespace
}  // namespace dispatchbench::loadgen
