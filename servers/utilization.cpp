#include "servers/utilization.hpp"

#include <algorithm>
#include <utility>

namespace dispatchbench {
namespace {

constexpr Nanoseconds least_look_interval = std::chrono::milliseconds(1);

}  // namespace

BusyTime busy_time(const Worker& worker, std::int64_t now_ns) noexcept {
  BusyTime time;
  time.cpu_ns = worker.cpu_ns();
  if (worker.core().enabled()) {
    time.emulated_ns = std::max<std::int64_t>(worker.core().paid_ns(now_ns) - time.cpu_ns, 0);
  }
  return time;
}

UtilizationSampler::UtilizationSampler(const std::vector<std::unique_ptr<Worker>>& workers,
                                       Nanoseconds interval, ThreadAccounting& ledger,
                                       std::optional<QueueWatch> watch, Nanoseconds look_interval)
    : workers_(workers), meters_(workers.size()), watch_(std::move(watch)) {
  timeline_.start_ns = monotonic_ns();
  if (watch_) {
    const auto apart_ns = std::max(look_interval, least_look_interval).count();
    look_times_.emplace(timeline_.start_ns, apart_ns,
                        static_cast<std::uint64_t>(timeline_.start_ns));
  }
  timeline_.interval_ns = interval.count();
  due_ns_ = timeline_.start_ns + timeline_.interval_ns;
  timeline_.busy.resize(workers.size());
  thread_ = std::jthread([this, &ledger](const std::stop_token& token) { run(token, ledger); });
}

void UtilizationSampler::run(const std::stop_token& token, ThreadAccounting& ledger) {
  const ThreadAccounting::Scope attendance(ledger, "sampler");
  std::unique_lock lock(mutex_);
  while (true) {
    const Clock::time_point due{Nanoseconds(next_ns())};
    stopped_.wait_until(lock, token, due, [] { return false; });
    if (token.stop_requested()) return;
    if (look_times_ && look_times_->due_ns() <= monotonic_ns()) look();
    if (due_ns_ > monotonic_ns()) continue;
    sample(monotonic_ns());
    due_ns_ += timeline_.interval_ns;
  }
}

std::int64_t UtilizationSampler::next_ns() const noexcept {
  return look_times_ ? std::min(due_ns_, look_times_->due_ns()) : due_ns_;
}

void UtilizationSampler::look() {
  const std::int64_t before_ns = thread_cpu_ns();
  if (watch_->look()) ++yes_;
  ++looks_;
  look_times_->looked(monotonic_ns(), thread_cpu_ns() - before_ns);
}

void UtilizationSampler::stop_looking() {
  const std::lock_guard lock(mutex_);
  look_times_.reset();
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
  if (!watch_) return;
  timeline_.looks.push_back(std::exchange(looks_, 0));
  timeline_.idle_while_queued.push_back(std::exchange(yes_, 0));
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
