// How busy workers were, slice by slice.
#include "simulator/map/busy_over_time.hpp"

#include <gtest/gtest.h>

namespace dispatchbench::simulator {
namespace {

using Shares = std::vector<double>;

Thread worker_busy_for(std::vector<std::int64_t> ns_of_slices) {
  Thread worker;
  worker.busy_in = std::move(ns_of_slices);
  return worker;
}

TEST(BusyOverTime, has_the_least_the_median_and_the_most_busy_worker_of_each_slice) {
  const std::vector<Thread> workers{worker_busy_for({100, 0}), worker_busy_for({50, 20}),
                                    worker_busy_for({0, 100})};
  const runner::BusyOverTime busy = busy_over_time(workers, 100, 2);
  EXPECT_EQ(busy.least, (Shares{0, 0}));
  EXPECT_EQ(busy.median, (Shares{0.5, 0.2}));
  EXPECT_EQ(busy.most, (Shares{1, 1}));
  EXPECT_DOUBLE_EQ(busy.slice_seconds, 1e-7);
}

TEST(BusyOverTime, of_a_worker_that_had_no_more_to_do_is_idle) {
  const std::vector<Thread> workers{worker_busy_for({100})};
  EXPECT_EQ(busy_over_time(workers, 100, 3).most, (Shares{1, 0, 0}));
}

TEST(BusyOverTime, leaves_out_what_comes_after_the_last_slice) {
  const std::vector<Thread> workers{worker_busy_for({10, 20, 100, 100})};
  EXPECT_EQ(busy_over_time(workers, 100, 2).most, (Shares{0.1, 0.2}));
}

}  // namespace
}  // namespace dispatchbench::simulator
