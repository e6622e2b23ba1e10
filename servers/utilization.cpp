#include "servers/utilization.hpp"

#include <algorithm>
#include <utility>

namespace dispatchbench {

BusyTime busy_time(const Worker& worker, std::int64_t now_ns) noexcept {
  BusyTime time;
  time.cpu_ns = worker.cpu_ns();
  if (worker.core().enabled()) {
    time.emulated_ns = std::max<std::int64_t>(worker.core().paid_ns(now_ns) - time.cpu_ns, 0);
  }
  return time;
}

UtilizationSampler::UtilizationSampler(const std::vector<std::unique_ptr<Worker>>& workers,
                                       Nanoseconds interval, ThreadAccounting& ledger)
    : workers_(workers), meters_(workers.size()) {
  timeline_.start_ns = monotonic_ns();
  timeline_.interval_ns = interval.count();
  due_ns_ = timeline_.start_ns + timeline_.interval_ns;
  timeline_.busy.resize(workers.size());
  thread_ = std::jthread([this, &ledger](const std::stop_token& token) { run(token, ledger); });
}

void UtilizationSampler::run(const std::stop_token& token, ThreadAccounting& ledger) {
  const ThreadAccounting::Scope attendance(ledger, "sampler");
  std::unique_lock lock(mutex_);
  while (true) {
    const Clock::time_point due{Nanoseconds(due_ns_)};
    stopped_.wait_until(lock, token, due, [] { return false; });
    if (token.stop_requested()) return;
    sample(monotonic_ns());
    due_ns_ += timeline_.interval_ns;
  }
}

void UtilizationSampler::sample(std::int64_t now_ns) {
  std::uint64_t connections = 0;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const Worker& worker = *workers_[i];
    timeline_.busy[i].push_back(
        meters_[i].next(busy_time(worker, now_ns).total_ns(), timeline_.interval_ns));
    connections += worker.connections.read();
    bytes += worker.bytes.read();
  }
  timeline_.connections.push_back(connections - std::exchange(connections_seen_, connections));
  timeline_.bytes.push_back(bytes - std::exchange(bytes_seen_, bytes));
}

Timeline UtilizationSampler::stop() {
  thread_.request_stop();
  thread_.join();
  const std::int64_t now_ns = monotonic_ns();
  for (; due_ns_ <= now_ns; due_ns_ += timeline_.interval_ns) sample(now_ns);  // it was late
  sample(now_ns);
  return std::move(timeline_);
}

}  // namespace dispatchbench
