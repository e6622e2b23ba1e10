#include "machine/cost_profile.hpp"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dispatchbench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

CostProfile sample_profile() {
  CostProfile profile{.cpu = "a processor", .processors = 2, .kernel = "6.1"};
  double next = 1;
  for (const EventRow& row : events()) {
    profile.of(row.event) = {.ns = next, .low = next - 2, .high = next + 2};
    ++next;
  }
  return profile;
}

nlohmann::json sample_json() {
  return to_json(sample_profile());
}

TEST(CostProfile, comes_back_as_it_was_written) {
  const CostProfile read = parse_cost_profile(sample_json());
  EXPECT_EQ(to_json(read), to_json(sample_profile()));
  EXPECT_EQ(read.costs().of(Event::accept), 1);
  EXPECT_EQ(read.costs().of(Event::client_byte), 21);
}

TEST(CostProfile, of_one_processor_is_for_ends_that_share_the_only_core_and_by_chance_for_bytes) {
  CostProfile profile;
  profile.of(Event::request).ns = 8;
  profile.of(Event::byte_read).ns = 0.5;
  auto& on_one = profile.measured_on_one.emplace();
  on_one[static_cast<std::size_t>(Event::request)].ns = 2;
  on_one[static_cast<std::size_t>(Event::byte_read)].ns = 0.25;
  const CostProfile read = parse_cost_profile(to_json(profile));
  EXPECT_EQ(to_json(read), to_json(profile));
  EXPECT_EQ(read.costs_on(1, true).of(Event::request), 2);
  EXPECT_EQ(read.costs_on(1, true).of(Event::byte_read), 0.25);
  EXPECT_EQ(read.costs_on(2, true).of(Event::request), 8);
  EXPECT_EQ(read.costs_on(2, true).of(Event::byte_read), 0.375);
  EXPECT_EQ(read.costs_on(1, false).of(Event::request), 8);
  profile.measured_on_one.reset();
  EXPECT_EQ(profile.costs_on(1, true).of(Event::request), 8) << "older profiles have one set";
}

TEST(CostProfile, names_the_set_that_a_cost_is_missing_from) {
  CostProfile profile = sample_profile();
  profile.measured_on_one.emplace();
  auto json = to_json(profile);
  json["costs_on_one_processor"].erase("steal");
  EXPECT_THAT([&] { parse_cost_profile(json); },
              ThrowsMessage<std::runtime_error>("costs_on_one_processor.steal is missing"));
}

TEST(CostProfile, tells_a_cost_that_may_be_nothing) {
  const CostProfile profile = sample_profile();
  EXPECT_FALSE(profile.of(Event::accept).significant());
  EXPECT_TRUE(profile.of(Event::client_byte).significant());
}

TEST(CostProfile, of_before_there_were_early_bytes_charges_nothing_for_them) {
  auto json = sample_json();
  json["costs"].erase("early_byte");
  EXPECT_EQ(parse_cost_profile(json).costs().of(Event::early_byte), 0);
}

TEST(EarlyBytes, are_the_first_million) {
  EarlyBytes early;
  EXPECT_EQ(early.take(400'000), 400'000U);
  EXPECT_EQ(early.take(700'000), 600'000U);
  EXPECT_EQ(early.take(1), 0U);
}

TEST(CostProfile, of_another_version_is_refused) {
  auto json = sample_json();
  json["schema_version"] = 7;
  EXPECT_THAT([&] { parse_cost_profile(json); },
              ThrowsMessage<std::runtime_error>(HasSubstr("schema_version 7: expected 1")));
}

TEST(CostProfile, names_the_cost_that_is_missing_or_no_cost) {
  auto json = sample_json();
  json["costs"].erase("steal");
  EXPECT_THAT([&] { parse_cost_profile(json); },
              ThrowsMessage<std::runtime_error>("costs.steal is missing"));
  json = sample_json();
  json["costs"]["steal"]["ns"] = -1;
  EXPECT_THAT([&] { parse_cost_profile(json); },
              ThrowsMessage<std::runtime_error>(HasSubstr("costs.steal.ns")));
  json["costs"]["steal"]["ns"] = "much";
  EXPECT_THAT([&] { parse_cost_profile(json); },
              ThrowsMessage<std::runtime_error>(HasSubstr("costs.steal.ns")));
}

TEST(CostProfile, that_is_no_json_or_not_there_is_refused) {
  EXPECT_THROW(read_cost_profile("/nonexistent/machine.json"), std::runtime_error);
  EXPECT_THROW(parse_cost_profile(nlohmann::json::array()), std::runtime_error);
}

TEST(Costs, are_multiplied_by_a_dilation) {
  const Costs costs = sample_profile().costs().times(10);
  EXPECT_EQ(costs.of(Event::accept), 10);
  EXPECT_TRUE(costs.any());
  EXPECT_FALSE(Costs().any());
}

TEST(Costs, are_found_by_the_names_of_their_events) {
  for (const EventRow& row : events()) EXPECT_EQ(find_event(row.name), &row);
  EXPECT_EQ(find_event("nothing"), nullptr);
}

}  // namespace
}  // namespace dispatchbench
