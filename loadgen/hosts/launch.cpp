#include "loadgen/hosts/launch.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <dlfcn.h>
#include <filesystem>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/units.hpp"
#include "loadgen/hosts/mpi_module.hpp"

#ifndef DISPATCHBENCH_MPI_LIBRARY
#define DISPATCHBENCH_MPI_LIBRARY ""  // built without
#endif

namespace dispatchbench::loadgen {
namespace {

struct Variables {
  const char* rank;
  const char* size;
  bool of_mpirun;  // others are set for a process that a scheduler has started alone, too
};
constexpr std::array known_variables{
    Variables{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", true},
    Variables{"PMI_RANK", "PMI_SIZE", false},
    Variables{"PMIX_RANK", "SLURM_STEP_NUM_TASKS", false},
};

std::optional<unsigned> number(const char* text) {
  return text == nullptr ? std::nullopt : parse_number<unsigned>(text);
}

void* load(const char* path, int mode) {
  void* loaded = ::dlopen(path, RTLD_NOW | mode);
  if (loaded == nullptr) {
    const char* const why = ::dlerror();  // NOLINT(concurrency-mt-unsafe): glibc's is the thread's
    throw UsageError(fmt::format("under mpirun loadgen needs Open MPI (openmpi-bin): {}", why));
  }
  return loaded;
}

/// Ends the process unless it is destroyed in time. MPI waits for others without end.
class Watchdog {
 public:
  /// `what` not all have done when the time is up, as "come".
  Watchdog(const Launch& launch, Nanoseconds patience, const char* what)
      : launch_(launch), patience_(patience), what_(what), thread_([this] { watch(); }) {}

  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      in_time_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

 private:
  /// Rank 0 speaks for all; if it is the one that is missing, another does a moment later.
  void watch() {
    const auto longer = std::chrono::seconds(launch_.rank == 0 ? 0 : 2);
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, patience_ + longer, [this] { return in_time_; })) return;
    const double seconds = std::chrono::duration<double>(patience_).count();
    fmt::print(stderr, "loadgen: not all of the {} processes have {} within {:g} s\n",
               launch_.ranks, what_, seconds);
    std::fflush(stderr);
    ::_exit(1);
  }

  const Launch launch_;
  const Nanoseconds patience_;
  const char* const what_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool in_time_ = false;
  std::thread thread_;
};

}  // namespace

std::optional<Launch> launch_of(const std::function<const char*(const char*)>& variable) {
  for (const Variables& names : known_variables) {
    const auto rank = number(variable(names.rank));
    const auto size = number(variable(names.size));
    if (!rank || !size || *rank >= *size) continue;
    if (names.of_mpirun || *size > 1) return Launch{*rank, *size};
  }
  return std::nullopt;
}

std::unique_ptr<Communicator> meet_others(const Launch& launch, Nanoseconds patience) {
  std::error_code failed;
  const auto module = mpi_module_of(std::filesystem::read_symlink("/proc/self/exe", failed));
  if (module.empty())
    throw UsageError(
        "under mpirun loadgen needs MPI, and was built without: start it alone, or build it where "
        "libopenmpi-dev is installed");
  const Watchdog watchdog(launch, patience, "come");
  // Its own plug-ins look for its symbols.
  load(DISPATCHBENCH_MPI_LIBRARY, RTLD_GLOBAL);
  void* make = ::dlsym(load(module.c_str(), RTLD_LOCAL), make_communicator_name);
  if (make == nullptr) throw UsageError(fmt::format("{}: not of this loadgen", module.string()));
  return std::unique_ptr<Communicator>(reinterpret_cast<MakeCommunicator>(make)(patience.count()));
}

void finish_with_others(Communicator& communicator, const Launch& launch, Nanoseconds patience) {
  const Watchdog watchdog(launch, patience, "ended");
  communicator.finish();
}

}  // namespace dispatchbench::loadgen
