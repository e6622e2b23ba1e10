#include "loadgen/recorder.hpp"

#include <algorithm>

#include "base/clock.hpp"

namespace dispatchbench::loadgen {
namespace {

template <typename Map>
void add(Map& to, const Map& from) {
  for (const auto& [key, count] : from) to[key] += count;
}

void count(Counts& counts, std::string_view key) {
  const auto found = counts.find(key);
  if (found != counts.end()) {
    ++found->second;
  } else {
    counts.emplace(key, 1);
  }
}

}  // namespace

void Figures::merge(const Figures& other) {
  requests += other.requests;
  failed += other.failed;
  abandoned += other.abandoned;
  warmup_requests += other.warmup_requests;
  warmup_failed += other.warmup_failed;
  connections += other.connections;
  bytes_sent += other.bytes_sent;
  bytes_sent_unanswered += other.bytes_sent_unanswered;
  bytes_received += other.bytes_received;
  cpu_ns += other.cpu_ns;
  latency.merge(other.latency);
  latency_raw.merge(other.latency_raw);
  connect.merge(other.connect);
  first_answer.merge(other.first_answer);
  dispatch.merge(other.dispatch);
  add(statuses, other.statuses);
  add(errors, other.errors);
  add(workers, other.workers);
  timeline.resize(std::max(timeline.size(), other.timeline.size()));
  for (std::size_t i = 0; i < other.timeline.size(); ++i) {
    timeline[i].requests += other.timeline[i].requests;
    timeline[i].bytes += other.timeline[i].bytes;
  }
  slots.resize(std::max(slots.size(), other.slots.size()));
  for (std::size_t i = 0; i < other.slots.size(); ++i) {
    if (other.slots[i].first_ns != 0) slots[i] = other.slots[i];  // a slot has one thread only
  }
  threads.insert(threads.end(), other.threads.begin(), other.threads.end());
}

Recorder::Recorder(unsigned slots) {
  figures_.slots.resize(slots);
}

void Recorder::sent(std::int64_t now_ns, std::uint64_t bytes) {
  interval_at(now_ns).bytes += bytes;
}

void Recorder::started(unsigned slot, std::int64_t now_ns) noexcept {
  if (thread_.first_ns == 0) {
    thread_.first_ns = now_ns;
    cpu_from_ns_ = thread_cpu_ns();
  }
  SlotFigures& figures = figures_.slots[slot];
  if (figures.first_ns == 0) figures.first_ns = now_ns;
}

void Recorder::answered(const CompletedRequest& completed) {
  const std::int64_t latency = completed.answered_ns - completed.due_ns;
  const std::int64_t raw = completed.answered_ns - completed.sent_ns;
  ++figures_.requests;
  figures_.bytes_sent += completed.bytes_sent;
  figures_.bytes_received += completed.bytes_received;
  figures_.latency.record(latency);
  figures_.latency_raw.record(raw);
  if (completed.connect_ns) {
    figures_.connect.record(*completed.connect_ns);
    figures_.first_answer.record(raw);
  }
  if (completed.dispatch_ns) figures_.dispatch.record(*completed.dispatch_ns);
  if (!completed.worker.empty()) count(figures_.workers, completed.worker);
  ++interval_at(completed.answered_ns).requests;
  SlotFigures& slot = figures_.slots[completed.slot];
  ++slot.requests;
  slot.latency_sum_ns += latency;
  slot.last_ns = completed.answered_ns;
  ++thread_.requests;
  thread_.last_ns = completed.answered_ns;
  count_done();
}

void Recorder::failed(std::string_view kind, std::uint64_t bytes_sent, bool warmup) {
  count(figures_.errors, kind);
  if (warmup) {
    ++figures_.warmup_failed;
    return;
  }
  ++figures_.failed;
  figures_.bytes_sent_unanswered += bytes_sent;
  count_done();
}

void Recorder::abandoned(std::uint64_t bytes_sent) noexcept {
  ++figures_.abandoned;
  figures_.bytes_sent_unanswered += bytes_sent;
}

void Recorder::end() noexcept {
  if (thread_.first_ns != 0) figures_.cpu_ns = thread_cpu_ns() - cpu_from_ns_;
  figures_.threads.assign(1, thread_);
}

void Recorder::count_done() noexcept {
  done_.store(done_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

Figures::Interval& Recorder::interval_at(std::int64_t now_ns) {
  const auto index = static_cast<std::size_t>(std::max<std::int64_t>(0, now_ns - origin_ns_) /
                                              Figures::interval_ns);
  if (index >= figures_.timeline.size()) figures_.timeline.resize(index + 1);
  return figures_.timeline[index];
}

}  // namespace dispatchbench::loadgen
