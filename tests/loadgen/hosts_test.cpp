// What the processes of a load agree on, before, during and after it.
#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/environment.hpp"
#include "loadgen/hosts/agreement.hpp"
#include "loadgen/hosts/attendance.hpp"
#include "loadgen/hosts/clocks.hpp"
#include "loadgen/hosts/host_figures.hpp"
#include "loadgen/hosts/host_time.hpp"
#include "loadgen/hosts/launch.hpp"
#include "loadgen/hosts/mpi_module.hpp"
#include "tests/loadgen/fake_communicator.hpp"
#include "tests/servers/temporary_folder.hpp"
#include "times.hpp"

namespace dispatchbench::loadgen {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::optional<Launch> launched_with(const std::map<std::string, const char*>& variables) {
  return launch_of([&variables](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second;
  });
}

TEST(Launch, a_process_that_was_started_alone_is_alone) {
  EXPECT_FALSE(launched_with({}));
  EXPECT_FALSE(launched_with({{"PMI_RANK", "0"}, {"PMI_SIZE", "1"}})) << "as srun starts bench";
  EXPECT_FALSE(launched_with({{"OMPI_COMM_WORLD_RANK", "3"}, {"OMPI_COMM_WORLD_SIZE", "2"}}));
  EXPECT_FALSE(launched_with({{"OMPI_COMM_WORLD_RANK", "x"}, {"OMPI_COMM_WORLD_SIZE", "2"}}));
}

TEST(Launch, mpirun_says_which_of_how_many_a_process_is) {
  const auto launch = launched_with({{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "4"}});
  ASSERT_TRUE(launch);
  EXPECT_EQ(launch->rank, 1U);
  EXPECT_EQ(launch->ranks, 4U);
  EXPECT_TRUE(launched_with({{"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "1"}}));
  EXPECT_TRUE(launched_with({{"PMI_RANK", "1"}, {"PMI_SIZE", "2"}}));
  EXPECT_TRUE(launched_with({{"PMIX_RANK", "1"}, {"SLURM_STEP_NUM_TASKS", "2"}}));
}

TEST(MpiModule, lies_beside_the_program_or_below_its_prefix) {
  const TemporaryFolder prefix;
  const std::filesystem::path program = prefix.path() / "bin/loadgen";
  EXPECT_TRUE(mpi_module_of(program).empty());
  std::filesystem::create_directories(prefix.path() / "bin");
  std::filesystem::create_directories(prefix.path() / "lib/dispatchbench");
  prefix.write("lib/dispatchbench/loadgen_mpi.so", "");
  EXPECT_TRUE(std::filesystem::equivalent(mpi_module_of(program),
                                          prefix.path() / "lib/dispatchbench/loadgen_mpi.so"));
  prefix.write("bin/loadgen_mpi.so", "");
  EXPECT_TRUE(
      std::filesystem::equivalent(mpi_module_of(program), prefix.path() / "bin/loadgen_mpi.so"));
}

TEST(Clocks, the_quickest_round_trip_tells_the_offset_to_within_half_of_it) {
  const std::vector<RoundTrip> trips{{0, 1'000'900, 1000}, {5000, 1'005'040, 5100}};
  const ClockOffset offset = offset_of(trips);
  EXPECT_EQ(offset.offset_ns, 1'005'040 - 5050);
  EXPECT_EQ(offset.error_ns, 50);
}

TEST(Clocks, an_odd_round_trip_is_rounded_to_the_safe_side) {
  const std::vector<RoundTrip> trips{{0, 0, 7}};
  const ClockOffset offset = offset_of(trips);
  EXPECT_GE(offset.offset_ns + offset.error_ns, 0) << "read when it left";
  EXPECT_LE(offset.offset_ns - offset.error_ns, -7) << "read when it came back";
}

TEST(Clocks, what_they_drift_in_between_counts_as_error) {
  const HostClock clock = clock_over({100, 10}, {70, 5});
  EXPECT_EQ(clock.offset_ns, 100);
  EXPECT_EQ(clock.drift_ns, -30);
  EXPECT_EQ(clock.error_ns, 35);
  EXPECT_EQ(clock_over({100, 10}, {100, 5}).error_ns, 10);
}

thread_local std::int64_t clock_shift_ns = 0;
std::int64_t shifted_clock_ns() {
  return monotonic_ns() + clock_shift_ns;
}

TEST(Clocks, a_shifted_clock_is_found_within_the_error_that_is_told) {
  constexpr std::int64_t shift_ns = 3'000'000'000;
  std::vector<ClockOffset> clocks;
  const auto thrown = FakeWorld(3).run([&clocks](Communicator& communicator) {
    clock_shift_ns = communicator.rank() == 2 ? shift_ns : 0;
    const auto measured = measure_clocks(communicator, &shifted_clock_ns);
    if (communicator.rank() == 0) clocks = measured;
  });
  EXPECT_THAT(thrown, Each(IsEmpty()));
  ASSERT_EQ(clocks.size(), 3U);
  EXPECT_EQ(clocks[0].offset_ns, 0);
  EXPECT_LE(std::abs(clocks[1].offset_ns), clocks[1].error_ns);
  EXPECT_LE(std::abs(clocks[2].offset_ns - shift_ns), clocks[2].error_ns);
}

std::vector<std::string> problems(unsigned ranks, std::vector<std::string> own) {
  std::vector<std::string> told(ranks);
  FakeWorld(ranks).run([&](Communicator& communicator) {
    const auto any = problem_of_any(communicator, own[communicator.rank()]);
    told[communicator.rank()] = any ? "problem " + *any : "none";
  });
  return told;
}

TEST(Agreement, nobody_goes_on_where_one_cannot_and_rank_0_says_which) {
  EXPECT_THAT(problems(3, {"", "", ""}), Each("none"));
  const auto told = problems(3, {"", "no room", ""});
  EXPECT_EQ(told[0], "problem rank 1 on " + host_name() + ": no room");
  EXPECT_EQ(told[1], "problem ");
  EXPECT_EQ(told[2], "problem ");
}

TEST(Agreement, what_all_say_is_said_once) {
  EXPECT_EQ(problems(2, {"--rate: wrong", "--rate: wrong"})[0], "problem --rate: wrong");
}

TEST(Agreement, a_rank_that_was_told_something_else_is_named) {
  std::string told;
  FakeWorld(3).run([&](Communicator& communicator) {
    const auto any = problem_unless_same(communicator, communicator.rank() == 2 ? "-n 5" : "-n 6");
    if (communicator.rank() == 0) told = any.value_or("none");
  });
  EXPECT_THAT(told, HasSubstr("rank 2 on "));
}

/// The ranks of the fake world are all on this host.
std::vector<std::string> told_of_pinning(unsigned ranks, bool pinned) {
  std::vector<std::string> told(ranks);
  FakeWorld(ranks).run([&](Communicator& communicator) {
    const auto any = problem_of_pinning(communicator, pinned);
    told[communicator.rank()] = any ? "problem " + *any : "none";
  });
  return told;
}

TEST(Agreement, processes_of_one_host_do_not_pin_to_its_same_processors) {
  EXPECT_THAT(told_of_pinning(3, false), Each("none"));
  EXPECT_THAT(told_of_pinning(1, true), Each("none"));
  EXPECT_THAT(
      told_of_pinning(3, true),
      ElementsAre("problem --pin: expected one process a host, and ranks 0 and 1 are both on " +
                      host_name(),
                  "problem ", "problem "));
}

/// What each of two ranks throws when these are their attendants, step by step, rank 1 falling
/// silent after `beats`, before rank 0 begins.
std::vector<std::string> attended(const Attendant& first, const Attendant& second, int beats) {
  return FakeWorld(2).run([&](Communicator& communicator) {
    Attendance attendance(communicator, std::chrono::seconds(5), {"a", "b"});
    std::array<std::int64_t, 1> word{};
    std::int64_t now_ns = one_second;
    if (communicator.rank() == 1) {
      for (; beats > 0; --beats) attendance.step(second, now_ns);
      return communicator.send(0, word);
    }
    communicator.receive(1, word);
    while (!attendance.step(first, now_ns)) now_ns += one_second;
  });
}

constexpr std::chrono::hours without_end(1'000'000);

TEST(Attendance, a_rank_that_falls_silent_ends_the_load) {
  const auto thrown = attended({}, {}, 0);
  EXPECT_EQ(thrown[0], "rank 1 on b has been silent for 6 s");
}

TEST(Attendance, a_rank_that_began_too_late_ends_the_load) {
  Attendant late;
  late.late_ns = 3 * one_second;
  EXPECT_EQ(attended({}, late, 1)[0], "rank 1 on b began 3.0 s after the start");
  EXPECT_EQ(attended(late, {}, 1)[0], "rank 0 on a began 3.0 s after the start");
}

TEST(Attendance, all_go_on_until_the_last_is_over) {
  std::array<int, 2> steps{};
  const auto thrown = FakeWorld(2).run([&](Communicator& communicator) {
    Attendance attendance(communicator, without_end, {"a", "b"});
    Attendant own;
    do {
      own.over = ++steps[communicator.rank()] > (communicator.rank() == 1 ? 50 : 0);
    } while (!attendance.step(own, steps[communicator.rank()] * one_second));
  });
  EXPECT_THAT(thrown, Each(IsEmpty()));
  EXPECT_GT(steps[1], 50);
}

TEST(Attendance, a_stop_of_one_is_told_to_all) {
  std::array<int, 3> signals{};
  FakeWorld(3).run([&](Communicator& communicator) {
    Attendance attendance(communicator, without_end, {"a", "b", "c"});
    Attendant own;
    if (communicator.rank() == 1) own.stopped = 15;
    std::int64_t now_ns = one_second;
    do {
      own.over = own.stopped.has_value() || attendance.stopped().has_value();
    } while (!attendance.step(own, now_ns += one_second));
    signals[communicator.rank()] = attendance.stopped().value_or(0);
  });
  EXPECT_THAT(signals, Each(15));
}

TEST(HostTime, is_busy_with_all_but_waiting) {
  const HostTime time = host_time_of({.user = 10,
                                      .nice = 20,
                                      .system = 30,
                                      .idle = 400,
                                      .disk = 50,
                                      .irq = 6,
                                      .softirq = 7,
                                      .steal = 8});
  EXPECT_EQ(time.all, 531U);
  EXPECT_EQ(time.busy, 81U);
  EXPECT_EQ(busy_share({10, 100}, {85, 200}), 0.75);
  EXPECT_EQ(busy_share({10, 100}, {10, 100}), 0);
}

/// Of a host that is full from the first reading on.
unsigned times_read = 0;
HostTime next_host_time() {
  ++times_read;
  return times_read == 1 ? HostTime{0, 100} : HostTime{400, 500};
}

TEST(HostTime, the_moment_before_the_start_is_not_part_of_the_load) {
  times_read = 0;
  BusyTime busy(&next_host_time);
  for (const std::int64_t now_ns : {0, 500, 999}) busy.look(now_ns, 1000);
  EXPECT_EQ(times_read, 0U);
  for (const std::int64_t now_ns : {1000, 1020, 1040}) busy.look(now_ns, 1000);
  EXPECT_EQ(times_read, 1U);
  busy.end();
  busy.end();
  EXPECT_EQ(times_read, 2U);
  EXPECT_EQ(busy.share(), 1);
}

TEST(HostTime, a_load_that_ends_before_it_is_measured_says_nothing) {
  BusyTime busy(&next_host_time);
  busy.look(999, 1000);
  busy.end();
  busy.look(1000, 1000);
  EXPECT_EQ(busy.share(), 0);
}

TEST(HostFigures, come_back_as_they_were_packed) {
  HostFigures figures;
  figures.host = "b";
  figures.rank = 3;
  figures.requests = 1234;
  figures.read_delay.record(77);
  const HostFigures back = unpacked_host_figures(packed(figures));
  EXPECT_EQ(back.host, "b");
  EXPECT_EQ(back.rank, 3U);
  EXPECT_EQ(back.requests, 1234U);
  EXPECT_EQ(back.read_delay.max(), 77);
}

TEST(HostFigures, a_host_is_its_own_bottleneck_where_it_is_late_or_full) {
  HostFigures figures;
  figures.threads = figures.processors = figures.processors_of_host = 4;
  for (int i = 0; i < 100; ++i) figures.latency.record(one_ms);
  figures.send_delay.record(one_ms / 20);
  EXPECT_THAT(bottlenecks(figures), IsEmpty());
  figures.read_delay.record(one_ms / 5);
  EXPECT_THAT(bottlenecks(figures), ElementsAre("it read answers late"));
  figures.processors = 1;
  figures.busiest_thread_share = 0.95;
  EXPECT_THAT(bottlenecks(figures), ElementsAre("it read answers late", HasSubstr("processor"),
                                                HasSubstr("--bind-to none")));
}

}  // namespace
}  // namespace dispatchbench::loadgen
