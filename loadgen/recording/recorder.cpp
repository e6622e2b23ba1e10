#include "loadgen/recording/recorder.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/units.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::string_view further_workers = "others";

void count(Counts& counts, std::string_view key) {
  const auto found = counts.find(key);
  if (found != counts.end()) {
    ++found->second;
  } else {
    counts.emplace(key, 1);
  }
}

}  // namespace

Recorder::Recorder(SlotNumbers slots, std::size_t groups) {
  figures_.slot_numbers = slots;
  figures_.groups.resize(groups);
}

void Recorder::begin(std::int64_t measured_from_ns, std::int64_t window_end_ns) noexcept {
  origin_ns_ = measured_from_ns;
  window_end_ns_ = window_end_ns;
}

void Recorder::sent(std::int64_t now_ns, std::uint64_t bytes) {
  interval_at(now_ns).bytes += bytes;
}

void Recorder::started(const StartedRequest& started) {
  if (thread_.first_ns == 0) {
    thread_.first_ns = started.now_ns;
    cpu_from_ns_ = thread_cpu_ns();
  }
  thread_.sent_ns = started.now_ns;
  SlotFigures& slot = slot_at(started.slot);
  if (slot.first_ns == 0) {
    slot.first_ns = started.now_ns;
  } else {
    slot.thought_ns += started.thought_ns;
  }
  figures_.send_delay.record(started.late_ns);
  if (!started.waited) return;
  ++figures_.waited;
  if (GroupFigures* group = group_at(started.group)) ++group->waited;
}

void Recorder::answered(const CompletedRequest& completed) {
  const std::int64_t latency = completed.answered_ns - completed.due_ns;
  const std::int64_t raw = completed.answered_ns - completed.sent_ns;
  ++figures_.requests;
  figures_.bytes_sent += completed.bytes_sent;
  figures_.bytes_received += completed.bytes_received;
  if (completed.answered_ns <= window_end_ns_) {
    count_in_window(completed.group, completed.bytes_sent);
  }
  figures_.latency.record(latency);
  figures_.latency_raw.record(raw);
  if (completed.connect_ns) {
    figures_.connect.record(*completed.connect_ns);
    figures_.first_answer.record(raw);
  }
  if (completed.dispatch_ns) figures_.dispatch.record(*completed.dispatch_ns);
  if (!completed.worker.empty()) count_worker(completed.worker);
  ++interval_at(completed.answered_ns).requests;
  SlotFigures& slot = slot_at(completed.slot);
  ++slot.requests;
  slot.latency_sum_ns += latency;
  slot.last_ns = completed.answered_ns;
  ++thread_.requests;
  end_gap(completed.answered_ns);
  thread_.last_ns = completed.answered_ns;
  count_for_group(completed, latency);
  count_done(completed.answered_ns);
}

void Recorder::answered_in_warmup(unsigned group, std::int64_t answered_ns,
                                  std::uint64_t bytes_sent) noexcept {
  ++figures_.warmup_requests;
  // Of a load without a duration the window begins with the first measured request.
  const bool timed = window_end_ns_ != std::numeric_limits<std::int64_t>::max();
  if (timed && answered_ns > origin_ns_ && answered_ns <= window_end_ns_) {
    count_in_window(group, bytes_sent);
  }
}

void Recorder::count_in_window(unsigned group, std::uint64_t bytes_sent) noexcept {
  ++figures_.requests_in_window;
  figures_.bytes_sent_in_window += bytes_sent;
  if (GroupFigures* figures = group_at(group)) ++figures->requests_in_window;
}

void Recorder::came_to(unsigned slot, std::string_view worker) {
  slot_at(slot).worker =
      parse_number<unsigned>(worker);  // none of a server that names them otherwise
}

void Recorder::count_for_group(const CompletedRequest& completed,
                               std::int64_t latency_ns) noexcept {
  GroupFigures* group = group_at(completed.group);
  if (group == nullptr) return;
  ++group->requests;
  group->bytes_sent += completed.bytes_sent;
  group->bytes_received += completed.bytes_received;
  group->latency.record(latency_ns);
}

SlotFigures& Recorder::slot_at(unsigned slot) {
  const auto [first, step] = figures_.slot_numbers;
  const std::size_t index = (slot - first) / step;
  if (index >= figures_.slots.size()) figures_.slots.resize(index + 1);
  return figures_.slots[index];
}

GroupFigures* Recorder::group_at(unsigned group) noexcept {
  return group < figures_.groups.size() ? &figures_.groups[group] : nullptr;
}

void Recorder::failed(const FailedRequest& request) {
  count(figures_.errors, request.kind);
  if (request.warmup) {
    ++figures_.warmup_failed;
    return;
  }
  ++figures_.failed;
  if (GroupFigures* group = group_at(request.group)) ++group->failed;
  figures_.bytes_sent_unanswered += request.bytes_sent;
  count_done(request.failed_ns);
}

void Recorder::abandoned(unsigned group, std::uint64_t bytes_sent) noexcept {
  ++figures_.abandoned;
  if (GroupFigures* figures = group_at(group)) ++figures->abandoned;
  figures_.bytes_sent_unanswered += bytes_sent;
}

void Recorder::resent(std::uint64_t bytes_lost, bool warmup) noexcept {
  ++figures_.resent;
  if (!warmup) figures_.bytes_sent_unanswered += bytes_lost;
}

void Recorder::read_after(std::int64_t delay_ns) noexcept {
  const bool warming_up = thread_.first_ns == 0;
  if (!warming_up) figures_.read_delay.record(delay_ns);
}

void Recorder::end(std::int64_t now_ns) noexcept {
  thread_.ended_ns = now_ns;
  if (thread_.first_ns != 0) {
    thread_.cpu_ns = thread_cpu_ns() - cpu_from_ns_;
    end_gap(std::min(now_ns, window_end_ns_));
  }
  figures_.cpu_ns = thread_.cpu_ns;
  figures_.threads.assign(1, thread_);
}

void Recorder::end_gap(std::int64_t now_ns) noexcept {
  const std::int64_t before_ns = thread_.last_ns == 0 ? thread_.first_ns : thread_.last_ns;
  thread_.longest_gap_ns = std::max(thread_.longest_gap_ns, now_ns - before_ns);
}

void Recorder::count_done(std::int64_t now_ns) noexcept {
  thread_.settled_ns = now_ns;
  done_.store(done_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void Recorder::count_worker(std::string_view name) {
  Counts& workers = figures_.workers;
  const bool room = workers.size() < most_workers || workers.contains(name);
  count(workers, room ? name : further_workers);
}

Figures::Interval& Recorder::interval_at(std::int64_t now_ns) {
  const auto index = static_cast<std::size_t>(std::max<std::int64_t>(0, now_ns - origin_ns_) /
                                              Figures::interval_ns);
  if (index >= figures_.timeline.size()) figures_.timeline.resize(index + 1);
  return figures_.timeline[index];
}

}  // namespace dispatchbench::loadgen
