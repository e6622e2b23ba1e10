#include "base/service_demand.hpp"

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

TEST(ServiceDemand, is_written_in_microseconds) {
  EXPECT_EQ(format_service_demand(5'000'000), "5000us");
  EXPECT_EQ(format_service_demand(1'500), "1.5us");
  EXPECT_EQ(format_service_demand(1), "0.001us");
  EXPECT_EQ(format_service_demand(0), "0us");
  EXPECT_EQ(format_service_demand(10'000'000), "10000us");
}

TEST(ServiceDemand, comes_back_as_it_was_written) {
  for (const std::uint64_t ns : {0UL, 1UL, 999UL, 1'000UL, 123'456UL, largest_demand_ns})
    EXPECT_EQ(parse_service_demand(format_service_demand(ns)), ns);
  EXPECT_EQ(parse_service_demand("007.50us"), 7'500U);
}

TEST(ServiceDemand, malformed_or_too_much_is_refused) {
  for (const char* text : {"",
                           "us",
                           "5",
                           "5ms",
                           "5 us",
                           " 5us",
                           "-5us",
                           "+5us",
                           "5.us",
                           ".5us",
                           "5.1234us",
                           "1e3us",
                           "0x5us",
                           "5us, 6us",
                           "5US",
                           "nanus",
                           "10000001us",
                           "10000000.001us",
                           "99999999999999999999999us",
                           "5.-1us"}) {
    EXPECT_FALSE(parse_service_demand(text)) << text;
  }
}

}  // namespace
}  // namespace dispatchbench
