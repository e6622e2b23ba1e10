#include "experiments/runner/process/thread_sampler.hpp"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "experiments/runner/process/proc.hpp"

namespace dispatchbench::runner {
namespace {

/// A new thread or process has its maker's name until it has run and got its own.
constexpr unsigned samples_until_named = 20;

std::string path_of(pid_t process, pid_t thread, const char* file) {
  return fmt::format("/proc/{}/task/{}/{}", process, thread, file);
}

std::string name_of(pid_t process, pid_t thread) {
  std::ifstream file(path_of(process, thread, "comm"));
  std::string name;
  std::getline(file, name);
  return name;
}

/// The first number of a thread's schedstat: nanoseconds on a processor (sched-stats.txt of the
/// kernel's documentation). Nothing once the thread has ended.
std::optional<std::int64_t> read_time(int schedstat) {
  char text[64];
  const ssize_t size = ::pread(schedstat, text, sizeof text, 0);
  std::int64_t nanoseconds = 0;
  if (size <= 0 || std::from_chars(text, text + size, nanoseconds).ec != std::errc{}) {
    return std::nullopt;
  }
  return nanoseconds;
}

}  // namespace

ThreadSampler::ThreadSampler(pid_t group, WorkerThreads workers, Nanoseconds interval)
    : group_(group),
      worker_kind_(std::move(workers)),
      interval_ns_(interval.count()),
      start_ns_(monotonic_ns()),
      next_ns_(start_ns_ + interval_ns_),
      processes_(processes_of_group(group)) {
  look_for_threads(true);
}

void ThreadSampler::look_for_threads(bool at_start) {
  for (const pid_t process : processes_) {
    for (const pid_t id : numbers_in(fmt::format("/proc/{}/task", process))) {
      const auto known = std::any_of(threads_.begin(), threads_.end(), [&](const Thread& thread) {
        return thread.id == id && thread.time;
      });
      if (!known) add(process, id, at_start);
    }
  }
}

void ThreadSampler::add(pid_t process, pid_t id, bool at_start) {
  Descriptor time(::open(path_of(process, id, "schedstat").c_str(), O_RDONLY | O_CLOEXEC));
  const auto used = read_time(time.get());
  if (!used) return;
  const std::int64_t before = at_start ? *used : 0;
  threads_.push_back({std::move(time), process, id, name_of(process, id), before, before,
                      UtilizationMeter(before), std::vector<double>(columns_), 0});
}

void ThreadSampler::sample() {
  if (monotonic_ns() < next_ns_) return;
  look_for_threads(false);
  const std::int64_t now_ns = monotonic_ns();
  read_times();
  take_columns(now_ns);
}

void ThreadSampler::read_times() {
  for (Thread& thread : threads_) {
    const auto used = thread.time ? read_time(thread.time.get()) : std::nullopt;
    if (used) {
      thread.last_ns = *used;
      if (thread.samples++ < samples_until_named) read_name(thread);
    } else {
      thread.time.reset();
    }
  }
}

/// One that has just ended keeps the name it had.
void ThreadSampler::read_name(Thread& thread) {
  std::string name = name_of(thread.process, thread.id);
  if (!name.empty()) thread.name = std::move(name);
}

void ThreadSampler::take_columns(std::int64_t until_ns) {
  for (; next_ns_ <= until_ns; next_ns_ += interval_ns_) take_column();
}

void ThreadSampler::take_column() {
  for (Thread& thread : threads_) {
    thread.busy.push_back(thread.share.next(thread.last_ns, interval_ns_));
  }
  ++columns_;
}

bool ThreadSampler::serves(const Thread& thread) const {
  const bool in_child = thread.process != group_;
  return in_child == worker_kind_.in_children && thread.name.starts_with(worker_kind_.thread_name);
}

ObservedThreads ThreadSampler::finish() {
  look_for_threads(false);
  read_times();
  take_columns(monotonic_ns());  // after the reading: what was read must fit into the columns
  take_column();
  ObservedThreads seen{start_ns_, monotonic_ns(), interval_ns_, {}, {}};
  for (Thread& thread : threads_) {
    const double used = static_cast<double>(thread.last_ns - thread.first_ns) / 1e9;
    if (serves(thread)) {
      seen.workers.push_back({used, std::move(thread.busy)});
    } else {
      seen.other_threads[thread.name] += used;
    }
  }
  return seen;
}

}  // namespace dispatchbench::runner
