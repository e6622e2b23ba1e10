// What a map says of itself in words.
#include "experiments/runner/map/map_words.hpp"

#include <gmock/gmock.h>

namespace dispatchbench::runner {
namespace {

using testing::HasSubstr;

Map measured_map() {
  Cell cell;
  cell.strategy = "reuseport";
  cell.workload = "kept";
  cell.cores = 2;
  cell.idle_while_queued.share = 0.25;
  CellCheck check;
  check.latency_p99_seconds = 0.012;
  check.simulated_p99_seconds = 0.012;
  check.residual = 0.1;
  check.idle_while_queued = CellIdle{0.5, {}, {}};
  cell.measured = check;
  Map map;
  map.cells = {cell};
  return map;
}

/// The median of the rounds' ratios is not the ratio of the medians, and idle while queued is of
/// the cell's own draws.
TEST(TableOf, a_map_says_what_a_measured_cell_is_held_against) {
  const std::string table = table_of(measured_map());
  EXPECT_THAT(table, HasSubstr("p99     12 ms, simulated 12 ms (+10 % round by round)"));
  EXPECT_THAT(table, HasSubstr("; idle while queued 50 %, the cell's 25 %"));
}

}  // namespace
}  // namespace dispatchbench::runner
