// What an experiment whose load is a mix of groups is compared by, and which mixes it refuses.
#include <fstream>

#include <gmock/gmock.h>

#include "experiments/runner/results/metric.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ExperimentWithMix : public testing::Test {
 protected:
  Json with_mix(const char* mix, const Json& beside = {{"duration", "1s"}}) {
    const auto file = folder_.path() / "mix.json";
    std::ofstream(file) << mix;
    Json spec = some_spec();
    spec["load"] = {{"threads", 2}, {"mix", file.string()}};
    spec["load"].update(beside);
    return spec;
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ExperimentWithMix, is_an_open_loop_where_every_group_has_a_rate) {
  const auto experiment = parsed(with_mix(R"([{"connections": 4, "rate": 100},
                                              {"connections": 1, "rate": 10}])"));
  EXPECT_EQ(experiment.compare, &p99_metric());
}

TEST_F(ExperimentWithMix, is_a_closed_loop_where_a_group_sends_as_fast_as_it_is_answered) {
  const auto experiment =
      parsed(with_mix(R"([{"connections": 4, "rate": 100}, {"connections": 1}])"));
  EXPECT_EQ(experiment.compare, &requests_metric());
}

TEST_F(ExperimentWithMix, needs_no_duration_where_every_group_says_how_much_it_sends) {
  EXPECT_NO_THROW(parsed(with_mix(R"([{"connections": 4, "requests": 8}])", Json::object())));
}

TEST_F(ExperimentWithMix, refuses_a_group_without_end) {
  const auto message =
      refusal_of(with_mix(R"([{"name": "slow", "connections": 4}])", Json::object()));
  EXPECT_THAT(message, AllOf(HasSubstr("load.mix"), HasSubstr("slow"), HasSubstr("duration")));
}

TEST_F(ExperimentWithMix, refuses_requests_beside_the_mix) {
  const auto message = refusal_of(with_mix(R"([{"connections": 4}])", {{"requests", 8}}));
  EXPECT_THAT(message, AllOf(HasSubstr("load.requests"), HasSubstr("groups")));
}

TEST_F(ExperimentWithMix, names_the_file_and_the_group_of_a_bad_mix) {
  const auto message = refusal_of(with_mix(R"([{"connections": 0}])"));
  EXPECT_THAT(message, AllOf(HasSubstr("mix.json"), HasSubstr("connections")));
}

}  // namespace
}  // namespace dispatchbench::runner
