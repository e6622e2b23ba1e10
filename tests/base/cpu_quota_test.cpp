#include "base/cpu_quota.hpp"

#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace dispatchbench {
namespace {

namespace fs = std::filesystem;

class CpuQuota : public testing::Test {
 protected:
  CpuQuota() {
    std::string name = (fs::temp_directory_path() / "quota-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) folder_ = name;
  }
  ~CpuQuota() override { fs::remove_all(folder_); }

  void write(const fs::path& file, const std::string& text) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file) << text << '\n';
  }
  std::optional<double> quota() const { return cpu_quota(folder_ / "cgroup", folder_ / "own"); }
  std::optional<std::uint64_t> throttlings() const {
    return cpu_throttlings(folder_ / "cgroup", folder_ / "own");
  }

  fs::path folder_;
};

TEST_F(CpuQuota, is_the_least_of_the_group_and_those_above_it) {
  write("own", "0::/a/b");
  write("cgroup/a/cpu.max", "40000 100000");
  write("cgroup/a/b/cpu.max", "200000 100000");
  EXPECT_EQ(quota(), 0.4);
}

TEST_F(CpuQuota, is_read_where_only_the_older_hierarchy_has_it) {
  write("own", "5:memory:/\n1:cpu,cpuacct:/a\n0::/");
  write("cgroup/cpu/a/cpu.cfs_quota_us", "150000");
  write("cgroup/cpu/a/cpu.cfs_period_us", "100000");
  EXPECT_EQ(quota(), 1.5);
}

TEST_F(CpuQuota, is_nothing_where_there_is_no_limit_or_no_cgroup) {
  EXPECT_EQ(quota(), std::nullopt);
  write("own", "0::/a");
  write("cgroup/a/cpu.max", "max 100000");
  EXPECT_EQ(quota(), std::nullopt);
  write("own", "1:cpu:/a");
  write("cgroup/cpu/a/cpu.cfs_quota_us", "-1");
  write("cgroup/cpu/a/cpu.cfs_period_us", "100000");
  EXPECT_EQ(quota(), std::nullopt);
}

TEST_F(CpuQuota, that_was_used_up_is_counted_in_the_group_and_those_above_it) {
  EXPECT_EQ(throttlings(), std::nullopt);
  write("own", "0::/a/b");
  write("cgroup/a/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 3\nthrottled_usec 7");
  write("cgroup/a/b/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 4\nthrottled_usec 7");
  EXPECT_EQ(throttlings(), 7U);
  write("own", "1:cpu,cpuacct:/c\n0::/");
  write("cgroup/cpu/c/cpu.stat", "nr_periods 9\nnr_throttled 2\nthrottled_time 7");
  EXPECT_EQ(throttlings(), 2U);
}

TEST(CpuThrottlings, are_never_fewer_than_there_were) {
  EXPECT_EQ(cpu_throttlings_since(std::nullopt), std::nullopt);
  EXPECT_EQ(cpu_throttlings_since(std::numeric_limits<std::uint64_t>::max()).value_or(0), 0U);
}

}  // namespace
}  // namespace dispatchbench
