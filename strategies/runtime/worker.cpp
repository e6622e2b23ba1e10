#include "strategies/runtime/worker.hpp"

#include <pthread.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

#include "base/affinity.hpp"
#include "base/clock.hpp"

namespace dispatchbench {

Worker::Worker(unsigned index, const Options& options)
    : index_(index),
      pinned_cpu_(options.pinned_cpu),
      scratch_size_(options.buffer_size),
      scratch_(std::make_unique<std::byte[]>(options.buffer_size)),
      core_(options.machine) {}

void Worker::attach() noexcept {
  const std::string name = "worker-" + std::to_string(index_);  // within the small-string size
  ::pthread_setname_np(::pthread_self(), name.c_str());
  if (pinned_cpu_) pin_this_thread(*pinned_cpu_);
  core_.attach();
  thread_.store(::gettid(), std::memory_order_relaxed);
  clockid_t clock{};
  ::pthread_getcpuclockid(::pthread_self(), &clock);
  const std::lock_guard lock(clock_mutex_);
  cpu_clock_ = clock;
}

void Worker::detach() noexcept {
  thread_.store(0, std::memory_order_relaxed);
  core_.detach();
  pipe_.discard();
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  const std::lock_guard lock(clock_mutex_);
  usage_.cpu_ns += thread_cpu_ns();
  usage_.voluntary_switches += usage.ru_nvcsw;
  usage_.involuntary_switches += usage.ru_nivcsw;
  cpu_clock_.reset();
}

std::int64_t Worker::cpu_ns() const noexcept {
  const std::lock_guard lock(clock_mutex_);
  return usage_.cpu_ns + (cpu_clock_ ? cpu_clock_ns(*cpu_clock_) : 0);
}

}  // namespace dispatchbench
