// Backends that this system does not have.
#include "experiments/runner/spec/available.hpp"

#include <gmock/gmock.h>

#include "experiments/runner/process/own_network.hpp"
#include "experiments/runner/spec/experiment.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<Backend> here{{"asio", {}}, {"epoll", "it is forbidden"}};

Json varied(const char* values) {
  Json spec = some_spec();
  spec["rows"] = {"reuseport"};
  spec.erase("baseline");
  spec["vary"] = {{"server.backend", Json::parse(values)}};
  return spec;
}

TEST(AvailableSpec, leaves_out_the_backends_that_are_not_here_and_says_why) {
  const auto [spec, notes] = available_part(varied(R"(["asio", "epoll"])"), here);
  EXPECT_EQ(spec["vary"]["server.backend"].dump(), R"(["asio"])");
  EXPECT_THAT(notes, ElementsAre("server.backend epoll is left out, for it is forbidden"));
}

TEST(AvailableSpec, is_the_whole_where_nothing_is_missing) {
  for (const Json& whole : {some_spec(), varied(R"(["asio"])"), varied(R"("asio")")}) {
    const auto [spec, notes] = available_part(whole, here);
    EXPECT_EQ(spec, whole);
    EXPECT_THAT(notes, IsEmpty());
  }
}

/// A network of its own where this process may have one; else what the machine has.
TEST(AvailableSpec, keeps_of_the_networks_those_that_can_be) {
  if (tcp_migrate_req_here().empty()) GTEST_SKIP() << "the kernel has no net.ipv4.tcp_migrate_req";
  Json spec = some_spec();
  spec["vary"] = {{"reload.tcp_migrate_req", {0, 1}}};
  const bool may = OwnNetwork::why_not().empty();
  const auto [kept, notes] = available_part(spec, here);
  EXPECT_EQ(kept["vary"]["reload.tcp_migrate_req"].size(), may ? 2U : 1U);
  EXPECT_EQ(notes.size(), may ? 0U : 1U);
  for (const std::string& note : notes) EXPECT_THAT(note, HasSubstr(OwnNetwork::why_not()));
}

TEST(AvailableSpec, is_refused_with_the_reason_where_nothing_would_be_left) {
  const Experiment experiment = parsed(available_part(varied(R"(["epoll"])"), here).spec);
  try {
    refuse_unavailable(experiment, here);
    FAIL();
  } catch (const std::exception& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("reuseport"), HasSubstr("it is forbidden")));
  }
  EXPECT_NO_THROW(refuse_unavailable(parsed(varied(R"(["asio"])")), here));
}

}  // namespace
}  // namespace dispatchbench::runner
