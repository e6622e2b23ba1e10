#include "experiments/runner/analysis/ceiling.hpp"

#include <gtest/gtest.h>

#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

TEST(EmulatedCeiling, is_every_core_busy_with_all_that_requests_ask_for) {
  Json record = some_record();
  Json& options = record["server"]["report"]["options"];
  EXPECT_FALSE(emulated_ceiling(record.get<MeasuredRun>()));
  options["emulate-core"] = "1GB/s";
  EXPECT_DOUBLE_EQ(emulated_ceiling(record.get<MeasuredRun>()).value(), 4e9);
  options["emulate-request"] = "100ms";  // of 100 MB, which take as long
  EXPECT_DOUBLE_EQ(emulated_ceiling(record.get<MeasuredRun>()).value(), 2e9);
  options["demand"] = "emulate";
  EXPECT_FALSE(emulated_ceiling(record.get<MeasuredRun>())) << "more, and nobody says how much";
}

}  // namespace
}  // namespace dispatchbench::runner
