#include "experiments/runner/spec/machine_spec.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/command_line.hpp"

namespace dispatchbench::runner {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// 10 µs a request for the server and 15 for the client.
Json some_profile() {
  CostProfile profile;
  profile.of(Event::request).ns = 10'000;
  profile.of(Event::client_request).ns = 15'000;
  return to_json(profile);
}

Json some_machine(unsigned cores) {
  return {{"cores", cores}, {"costs", some_profile()}, {"client", "same"}};
}

TEST(MachineSpec, is_read_with_the_costs_of_its_profile) {
  const MachineSpec machine = read_machine(some_machine(32));
  EXPECT_EQ(machine.cores, 32U);
  EXPECT_TRUE(machine.client_shares);
  EXPECT_FALSE(machine.real);
  EXPECT_EQ(machine.profile.of(Event::request).ns, 10'000);
}

TEST(MachineSpec, refuses_what_cannot_be_and_says_what_can) {
  const auto with = [&](const char* key, const Json& value) {
    Json object = some_machine(2);
    object[key] = value;
    return [object] { read_machine(object); };
  };
  EXPECT_THAT(with("cores", 0), ThrowsMessage<UsageError>(HasSubstr("machine.cores 0: expected")));
  EXPECT_THAT(with("client", "far"),
              ThrowsMessage<UsageError>(HasSubstr("machine.client \"far\": expected same or")));
  EXPECT_THAT(with("costs", Json::object()),
              ThrowsMessage<UsageError>(HasSubstr("machine.costs {}: expected a cost profile")));
  EXPECT_THAT(with("slice", "1us"), ThrowsMessage<UsageError>(HasSubstr("machine.slice")));
  EXPECT_THAT(with("dilation", 0.5), ThrowsMessage<UsageError>(HasSubstr("machine.dilation")));
  EXPECT_THAT(with("nodes", 2), ThrowsMessage<UsageError>(HasSubstr("machine.nodes")));
}

TEST(MachineSpec, of_real_cores_needs_no_costs_but_the_cores) {
  EXPECT_TRUE(read_machine({{"cores", 1}, {"real", true}}).real);
  EXPECT_THAT(
      [] {
        read_machine({{"cores", 4096}, {"real", true}});
      },
      ThrowsMessage<UsageError>(HasSubstr("machine.cores 4096: expected")));
}

TEST(MachineSpec, has_the_profile_in_place_of_the_name_of_its_file) {
  const auto folder = std::filesystem::temp_directory_path();
  const std::string name = "dispatchbench-profile-" + std::to_string(::getpid());
  std::ofstream(folder / name) << some_profile().dump();
  Json machine{{"cores", 2}, {"costs", name}};
  take_in_costs(machine, folder / "experiment.json");
  std::filesystem::remove(folder / name);
  EXPECT_EQ(machine.at("costs"), some_profile());
  Json other{{"cores", 2}, {"costs", "nowhere.json"}};
  EXPECT_THAT([&] { take_in_costs(other, folder / "experiment.json"); },
              ThrowsMessage<UsageError>(HasSubstr("machine.costs \"nowhere.json\": expected a")));
}

/// 32 cores that do 2.5 times what they are charged for, and the client beside it.
TEST(LeastDilation, leaves_half_of_the_processors_to_the_real_work) {
  MachineSpec machine = read_machine(some_machine(32));
  const Json load{{"body-size", "0"}};
  EXPECT_DOUBLE_EQ(least_dilation(machine, Json::object(), load, 2), 32 * 2.5);
  EXPECT_DOUBLE_EQ(least_dilation(machine, Json::object(), load, 160), 1);
  machine.client_shares = false;
  EXPECT_DOUBLE_EQ(least_dilation(machine, Json::object(), load, 2), 32 * 2.5 * (10 + 15) / 10);
}

TEST(LeastDilation, takes_real_work_to_cost_what_it_does_with_a_processor_for_either_end) {
  MachineSpec machine = read_machine(some_machine(1));
  machine.profile.measured_on_one.emplace()[static_cast<std::size_t>(Event::request)].ns = 5'000;
  const Json load{{"body-size", "0"}};
  EXPECT_DOUBLE_EQ(least_dilation(machine, Json::object(), load, 2), 2.5 * (10 + 15) / 5);
}

TEST(LeastDilation, is_small_where_requests_ask_for_work_that_is_only_slept_through) {
  const MachineSpec machine = read_machine(some_machine(32));
  const Json load{{"body-size", "0"}, {"demand", "exponential:5ms"}};
  EXPECT_EQ(least_dilation(machine, {{"demand", "emulate"}}, load, 2), 1);
  EXPECT_EQ(least_dilation(machine, Json::object(), load, 2), 80) << "a server that ignores it";
}

}  // namespace
}  // namespace dispatchbench::runner
