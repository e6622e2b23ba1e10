#include "strategies/worker.hpp"

#include <algorithm>
#include <pthread.h>
#include <string>
#include <sys/resource.h>

#include "base/affinity.hpp"
#include "base/clock.hpp"

namespace dispatchbench {

Worker::Worker(unsigned index, const Options& options)
    : index_(index),
      pinned_cpu_(options.pinned_cpu),
      scratch_size_(options.buffer_size),
      scratch_(std::make_unique<std::byte[]>(options.buffer_size)),
      core_(options.emulation) {}

void Worker::attach() noexcept {
  const std::string name = "worker-" + std::to_string(index_);  // within the small-string size
  ::pthread_setname_np(::pthread_self(), name.c_str());
  if (pinned_cpu_) pin_this_thread(*pinned_cpu_);
  core_.attach();
  clockid_t clock{};
  ::pthread_getcpuclockid(::pthread_self(), &clock);
  cpu_clock_.store(clock, std::memory_order_release);
}

void Worker::detach() noexcept {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  usage_ = {thread_cpu_ns(), usage.ru_nvcsw, usage.ru_nivcsw};
  final_cpu_ns_.store(usage_.cpu_ns, std::memory_order_release);
}

std::int64_t Worker::cpu_ns() const noexcept {
  const clockid_t clock = cpu_clock_.load(std::memory_order_acquire);
  if (clock == 0) return 0;  // its thread has not started
  const std::int64_t running = cpu_clock_ns(clock);
  // Looked at last: the thread may have ended, and its clock with it, while that was read.
  const std::int64_t ended = final_cpu_ns_.load(std::memory_order_acquire);
  return ended >= 0 ? ended : std::max<std::int64_t>(running, 0);
}

}  // namespace dispatchbench
