// Backends that this system does not have.
#include "experiments/runner/spec/available.hpp"

#include <gmock/gmock.h>

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
