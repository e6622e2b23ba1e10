#include "loadgen/hosts/merging.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "loadgen/hosts/packing.hpp"

namespace dispatchbench::loadgen {
namespace {

std::vector<Histogram*> histograms_of(Figures& figures) {
  std::vector<Histogram*> histograms;
  histograms.reserve(figure_histograms.size() + figures.groups.size());
  for (const auto histogram : figure_histograms) histograms.push_back(&(figures.*histogram));
  for (GroupFigures& group : figures.groups) histograms.push_back(&group.latency);
  return histograms;
}

/// The counts of all processes have the same order and number, once the timelines are as long.
std::vector<std::uint64_t*> counts_of(Figures& figures) {
  std::vector<std::uint64_t*> counts;
  counts.reserve(figure_counts.size() + 1 + group_counts.size() * figures.groups.size() +
                 2 * figures.timeline.size());
  for (const auto count : figure_counts) counts.push_back(&(figures.*count));
  counts.push_back(&figures.censored.count);
  for (GroupFigures& group : figures.groups) {
    for (const auto count : group_counts) counts.push_back(&(group.*count));
  }
  for (Figures::Interval& interval : figures.timeline) {
    counts.push_back(&interval.requests);
    counts.push_back(&interval.bytes);
  }
  return counts;
}

/// The longest timeline is that of all.
void align_timelines(Communicator& communicator, Figures& figures) {
  std::array<std::int64_t, 1> length{static_cast<std::int64_t>(figures.timeline.size())};
  communicator.greatest(length);
  communicator.broadcast(length);
  figures.timeline.resize(static_cast<std::size_t>(length[0]));
}

void add_counts(Communicator& communicator, Figures& figures) {
  const std::vector<std::uint64_t*> places = counts_of(figures);
  std::vector<std::uint64_t> counts;
  counts.reserve(places.size() + 1);
  for (const std::uint64_t* place : places) counts.push_back(*place);
  counts.push_back(static_cast<std::uint64_t>(figures.cpu_ns));
  communicator.sum(counts);
  for (std::size_t i = 0; i < places.size(); ++i) *places[i] = counts[i];
  figures.cpu_ns = static_cast<std::int64_t>(counts.back());
}

/// Sums and the longest one are exact already, and go beside the buckets.
void add_histograms(Communicator& communicator, Figures& figures) {
  const std::vector<Histogram*> histograms = histograms_of(figures);
  std::vector<std::uint64_t> buckets;
  std::vector<double> sums;
  std::vector<std::int64_t> greatest{-figures.censored.least_ns};
  for (const Histogram* histogram : histograms) {
    buckets.insert(buckets.end(), histogram->buckets().begin(), histogram->buckets().end());
    sums.push_back(histogram->sum());
    greatest.push_back(histogram->max());
  }
  communicator.sum(buckets);
  communicator.sum(sums);
  communicator.greatest(greatest);
  figures.censored.least_ns = -greatest[0];
  const auto size = static_cast<std::ptrdiff_t>(Histogram().buckets().size());
  auto from = buckets.begin();
  for (std::size_t i = 0; i < histograms.size(); ++i, from += size)
    *histograms[i] = Histogram({from, from + size}, sums[i], greatest[i + 1]);
}

template <typename Map, typename PutKey>
void pack(Packer& packer, const Map& map, PutKey put_key) {
  packer.put(map.size());
  for (const auto& [key, count] : map) {
    put_key(key);
    packer.put(count);
  }
}

std::string packed(const Figures& figures) {
  Packer packer;
  const auto put_text = [&packer](const std::string& key) { packer.put_text(key); };
  pack(packer, figures.statuses, [&packer](long status) { packer.put(status); });
  pack(packer, figures.errors, put_text);
  pack(packer, figures.workers, put_text);
  packer.put(figures.threads.size());
  for (const ThreadFigures& thread : figures.threads) packer.put(thread);
  packer.put(std::count_if(figures.slots.begin(), figures.slots.end(),
                           [](const SlotFigures& slot) { return slot.used(); }));
  for (std::size_t i = 0; i < figures.slots.size(); ++i) {
    if (!figures.slots[i].used()) continue;
    packer.put(i);
    packer.put(figures.slots[i]);
  }
  return packer.take();
}

void add_texts(Unpacker& from, Counts& counts) {
  for (auto left = from.get<std::size_t>(); left > 0; --left) {
    const std::string key = from.get_text();
    counts[key] += from.get<std::uint64_t>();
  }
}

template <typename T>
T& at_grown(std::vector<T>& list, std::size_t index) {
  if (index >= list.size()) list.resize(index + 1);
  return list[index];
}

void add_packed(Unpacker from, std::size_t rank, std::size_t ranks, Figures& to) {
  for (auto left = from.get<std::size_t>(); left > 0; --left) {
    const long status = from.get<long>();
    to.statuses[status] += from.get<std::uint64_t>();
  }
  add_texts(from, to.errors);
  add_texts(from, to.workers);
  const auto threads = from.get<std::size_t>();
  for (std::size_t i = 0; i < threads; ++i)
    at_grown(to.threads, rank + i * ranks) = from.get<ThreadFigures>();
  for (auto left = from.get<std::ptrdiff_t>(); left > 0; --left) {
    const auto slot = from.get<std::size_t>();
    at_grown(to.slots, slot) = from.get<SlotFigures>();
  }
}

void shift(std::int64_t offset_ns, std::int64_t& time_ns) noexcept {
  if (time_ns != 0) time_ns -= offset_ns;
}

}  // namespace

void tell_on_rank_0(std::int64_t offset_ns, Figures& figures) noexcept {
  for (ThreadFigures& thread : figures.threads) {
    for (const auto time :
         {&ThreadFigures::first_ns, &ThreadFigures::sent_ns, &ThreadFigures::last_ns,
          &ThreadFigures::settled_ns, &ThreadFigures::ended_ns})
      shift(offset_ns, thread.*time);
  }
  for (SlotFigures& slot : figures.slots) {
    shift(offset_ns, slot.first_ns);
    shift(offset_ns, slot.last_ns);
  }
}

void merge_figures(Communicator& communicator, Figures& figures) {
  align_timelines(communicator, figures);
  add_counts(communicator, figures);
  add_histograms(communicator, figures);
  const std::vector<std::string> rest = communicator.gather(packed(figures));
  figures.statuses.clear();
  figures.errors.clear();
  figures.workers.clear();
  figures.threads.clear();
  figures.slots.clear();
  for (std::size_t rank = 0; rank < rest.size(); ++rank)
    add_packed(Unpacker(rest[rank]), rank, rest.size(), figures);
}

}  // namespace dispatchbench::loadgen
