// What advice needs to know of a trace.
#include "experiments/runner/advice/traced.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

TEST(DescribedByTrace, has_the_means_and_how_demand_varies) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "described.csv";
  std::ofstream(file) << "at_seconds,connection,method,body_bytes,demand_seconds\n"
                         "0,a,PUT,100,0.001\n0.5,b,PUT,300,0.001\n1,a,PUT,200,0.004\n";
  const Description description = described_by_trace(file, "access.log", "access-log");
  EXPECT_EQ(description.trace, "access.log");
  EXPECT_EQ(description.replayed, file.string());
  EXPECT_EQ(description.connections, 2);
  EXPECT_EQ(description.body_bytes, 300);
  EXPECT_EQ(description.traced->requests, 3);
  EXPECT_DOUBLE_EQ(description.traced->mean_body_bytes, 200);
  EXPECT_DOUBLE_EQ(description.traced->mean_demand_ns, 2e6);
  EXPECT_DOUBLE_EQ(description.traced->squared_variation, 0.5);
}

}  // namespace
}  // namespace dispatchbench::runner
