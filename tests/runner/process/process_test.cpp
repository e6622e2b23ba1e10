// A server seen from outside: its processes, its threads' time, its sockets, its store.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <numeric>
#include <pthread.h>
#include <string>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>

#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/process/proc.hpp"
#include "experiments/runner/process/store_folder.hpp"
#include "experiments/runner/process/thread_sampler.hpp"
#include "experiments/runner/run/launch.hpp"
#include "tests/runner/fixtures.hpp"

namespace dispatchbench::runner {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::SizeIs;

/// A shell whose script runs in a group of its own.
struct Script {
  explicit Script(const std::string& text)
      : process({"/bin/sh", "-c", text}, "/dev/null", ChildProcess::Output::log) {}
  ChildProcess process;
};

std::vector<pid_t> await_processes(pid_t group, std::size_t count) {
  while (processes_of_group(group).size() != count) std::this_thread::sleep_for(1ms);
  return processes_of_group(group);
}

/// Until one of the group runs the program of this name.
void await_program(pid_t group, const std::string& name) {
  const auto runs = [&](pid_t pid) {
    std::string comm;
    return std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/comm"), comm) &&
           comm == name;
  };
  for (bool there = false; !there; std::this_thread::sleep_for(1ms)) {
    const auto processes = processes_of_group(group);
    there = std::any_of(processes.begin(), processes.end(), runs);
  }
}

TEST(ProcessGroup, holds_the_processes_that_a_server_starts) {
  const Script script("sleep 60 & sleep 60 & wait");
  const auto processes = await_processes(script.process.pid(), 3);
  EXPECT_THAT(processes, testing::Contains(script.process.pid()));
}

TEST(ProcessGroup, ends_with_its_leader) {
  Script script("sleep 60 & echo; exit 0");
  while (!script.process.ending()) std::this_thread::sleep_for(1ms);
  EXPECT_THAT(await_processes(script.process.pid(), 0), SizeIs(0));
}

TEST(ProcessGroup, counts_the_time_of_all_its_processes) {
  const Script script("while :; do :; done & wait");
  const auto processes = await_processes(script.process.pid(), 2);
  while (cpu_seconds_of(processes) < 0.1) std::this_thread::sleep_for(1ms);
  EXPECT_LT(cpu_seconds_of({script.process.pid()}), cpu_seconds_of(processes) / 2);
  const auto share = system_share_of(processes);
  EXPECT_TRUE(!share || (*share >= 0 && *share <= 1));
}

TEST(ThreadSampler, shares_out_the_time_of_the_children_that_serve) {
  const Script script("while :; do :; done & sleep 60 & wait");
  await_program(script.process.pid(), "sleep");  // until then it is another sh
  ThreadSampler sampler(script.process.pid(), {.in_children = true, .thread_name = "sh"}, 10ms);
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_until(sampler.due());
    sampler.sample();
  }
  const ObservedThreads seen = sampler.finish();
  ASSERT_THAT(seen.workers, SizeIs(1));
  const ObservedThreads::Worker& worker = seen.workers.front();
  ASSERT_GE(worker.busy.size(), 20U);
  const double busy = std::accumulate(worker.busy.begin(), worker.busy.end(), 0.0);
  EXPECT_NEAR(busy * 0.01, worker.cpu_seconds, 0.01);
  EXPECT_THAT(seen.other_threads, SizeIs(2));  // the first shell, and sleep
}

TEST(ThreadSampler, knows_a_thread_by_the_name_it_came_to_have) {
  ::setpgid(0, 0);  // this very process
  ::pthread_setname_np(::pthread_self(), "young");
  ThreadSampler sampler(::getpid(), {.in_children = false, .thread_name = "young"}, 1ms);
  ::pthread_setname_np(::pthread_self(), "grown");
  const ObservedThreads seen = sampler.finish();
  EXPECT_THAT(seen.workers, SizeIs(0));
  EXPECT_THAT(seen.other_threads, testing::Contains(testing::Key("grown")));
}

TEST(ThreadSampler, keeps_the_rows_of_threads_that_come_and_go) {
  ::setpgid(0, 0);  // this very process
  ThreadSampler sampler(::getpid(), {}, 1ms);
  std::this_thread::sleep_until(sampler.due());
  sampler.sample();
  std::thread([&] {
    std::this_thread::sleep_until(sampler.due());
    sampler.sample();
  }).join();
  std::this_thread::sleep_until(sampler.due());
  const auto rows = sampler.finish().workers;
  EXPECT_GE(rows.size(), 2U);
  for (const auto& row : rows) EXPECT_EQ(row.busy.size(), rows.front().busy.size());
}

TEST(TcpTable, is_read_as_the_kernel_prints_it) {
  const auto sockets = parse_tcp_table(
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
      "inode\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  0 0 1172 1 00 "
      "10\n"
      "   1: 0100007F:1F90 0100007F:E51D 01 00000010:0000A000 03:00000C32 00000000  0 0 99 3 00\n");
  ASSERT_EQ(sockets.size(), 2U);
  EXPECT_TRUE(sockets[0].listens);
  EXPECT_EQ(sockets[0].local_port, 8080);
  EXPECT_EQ(sockets[1].remote_port, 0xE51D);
  EXPECT_EQ(sockets[1].unread_bytes, 0xA000U);
  EXPECT_EQ(sockets[1].inode, 99U);
}

TEST(FreePort, is_one_that_nobody_listens_on) {
  EXPECT_FALSE(port_is_taken(free_port()));
}

TEST(StoreFolder, is_empty_and_gone_in_the_end) {
  const TemporaryFolder base;
  fs::path path;
  {
    const StoreFolder store(base.path());
    path = store.path();
    EXPECT_TRUE(fs::is_empty(path));
    std::ofstream(path / "object") << "content";
  }
  EXPECT_TRUE(fs::is_empty(base.path()));
}

TEST(StoreFolder, removes_what_a_killed_bench_left_and_nothing_else) {
  const TemporaryFolder base;
  fs::create_directory(base.path() / "dispatchbench-store-dead00");
  fs::create_directory(base.path() / "other");
  const StoreFolder first(base.path());
  const StoreFolder second(base.path());
  EXPECT_TRUE(fs::exists(first.path()));
  EXPECT_TRUE(fs::exists(base.path() / "other"));
  EXPECT_FALSE(fs::exists(base.path() / "dispatchbench-store-dead00"));
}

}  // namespace
}  // namespace dispatchbench::runner
