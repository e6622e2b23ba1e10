// How busy the threads of a server are that reports nothing itself, seen from outside.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/utilization_meter.hpp"

namespace dispatchbench::runner {

/// Which of a server's threads serve; the others only use processor time.
struct WorkerThreads {
  bool in_children = false;  ///< those of the processes it starts, not of the first
  std::string thread_name;   ///< only those whose name begins so; empty: all
};

/// What was seen of a server's threads between two moments, CLOCK_MONOTONIC.
struct ObservedThreads {
  struct Worker {
    double cpu_seconds = 0;
    std::vector<double> busy;  ///< in each interval, from 0 to 1; the last was cut short
  };

  std::int64_t started_ns = 0;
  std::int64_t stopped_ns = 0;
  std::int64_t interval_ns = 0;
  std::vector<Worker> workers;                  ///< those that serve, the ended ones too
  std::map<std::string, double> other_threads;  ///< processor seconds by name
};

/// Reads the processor time of every thread of a process group at equal intervals. A thread that
/// ends between two samples takes what it used since the first of them with it. Used from one
/// thread; some microseconds a thread and sample.
class ThreadSampler {
 public:
  /// The processes must be there already; threads may come and go. Processor time counts from now
  /// on.
  ThreadSampler(pid_t group, WorkerThreads workers, Nanoseconds interval);

  /// When sample() should be called next.
  Clock::time_point due() const noexcept { return Clock::time_point(Nanoseconds(next_ns_)); }

  /// Takes the samples that are due, none if none is.
  void sample();

  /// Takes the last sample, which is cut short, and says what was seen.
  ObservedThreads finish();

 private:
  struct Thread {
    Descriptor time;  ///< its schedstat; none once it has ended
    pid_t process;
    pid_t id;
    std::string name;
    std::int64_t first_ns;  ///< processor time before sampling began
    std::int64_t last_ns;   ///< processor time so far
    UtilizationMeter share;
    std::vector<double> busy;
    unsigned samples;
  };

  void look_for_threads(bool at_start);
  void add(pid_t process, pid_t id, bool at_start);
  void read_times();
  static void read_name(Thread& thread);
  void take_columns(std::int64_t until_ns);
  void take_column();
  bool serves(const Thread& thread) const;

  pid_t group_;
  WorkerThreads worker_kind_;
  std::int64_t interval_ns_;
  std::int64_t start_ns_;
  std::int64_t next_ns_;
  std::size_t columns_ = 0;
  std::vector<pid_t> processes_;
  std::vector<Thread> threads_;
};

}  // namespace dispatchbench::runner
