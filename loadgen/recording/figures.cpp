#include "loadgen/recording/figures.hpp"

namespace dispatchbench::loadgen {
namespace {

template <typename Map>
void add(Map& to, const Map& from) {
  for (const auto& [key, count] : from) to[key] += count;
}

void add_counts(Figures& to, const Figures& from) {
  for (const auto count : figure_counts) to.*count += from.*count;
  to.cpu_ns += from.cpu_ns;
  add(to.statuses, from.statuses);
  add(to.errors, from.errors);
  add(to.workers, from.workers);
}

void add_histograms(Figures& to, const Figures& from) {
  for (const auto histogram : figure_histograms) (to.*histogram).merge(from.*histogram);
  to.censored.add(from.censored.least_ns, from.censored.count);
}

}  // namespace

void GroupFigures::merge(const GroupFigures& other) {
  for (const auto count : group_counts) this->*count += other.*count;
  latency.merge(other.latency);
}

void Figures::merge(const Figures& other) {
  add_counts(*this, other);
  add_histograms(*this, other);
  timeline.resize(std::max(timeline.size(), other.timeline.size()));
  for (std::size_t i = 0; i < other.timeline.size(); ++i) {
    timeline[i].requests += other.timeline[i].requests;
    timeline[i].bytes += other.timeline[i].bytes;
  }
  merge_slots(other);
  groups.resize(std::max(groups.size(), other.groups.size()));
  for (std::size_t i = 0; i < other.groups.size(); ++i) groups[i].merge(other.groups[i]);
  threads.insert(threads.end(), other.threads.begin(), other.threads.end());
}

void Figures::merge_slots(const Figures& other) {
  if (other.slots.empty()) return;
  const auto [first, step] = other.slot_numbers;
  const std::size_t last = first + (other.slots.size() - 1) * step;
  slots.resize(std::max(slots.size(), last + 1));
  for (std::size_t i = 0; i < other.slots.size(); ++i) {
    // A slot has one thread only.
    if (other.slots[i].used()) slots[first + i * step] = other.slots[i];
  }
}

void Figures::censor(unsigned group, std::int64_t age_ns, std::uint64_t times) noexcept {
  latency.record(age_ns, times);
  censored.add(age_ns, times);
  if (group >= groups.size()) return;
  groups[group].latency.record(age_ns, times);
  groups[group].censored += times;
}

}  // namespace dispatchbench::loadgen
