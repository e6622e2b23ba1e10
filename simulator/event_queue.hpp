// What happens next, and when.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dispatchbench::simulator {

/// A heap of four branches: half as deep as a binary one, and the children of a node lie on one or
/// two cache lines. Events of the same time leave in the order in which they came.
class EventQueue {
 public:
  struct Event {
    std::int64_t at_ns = 0;
    std::uint32_t number = 0;  ///< of its coming; wraps
    std::uint32_t what = 0;
  };

  void reserve(std::size_t events) { heap_.reserve(events); }
  bool empty() const noexcept { return heap_.empty(); }

  void push(std::int64_t at_ns, std::uint32_t what) {
    const Event event{at_ns, number_++, what};
    heap_.push_back(event);
    std::size_t place = heap_.size() - 1;
    while (place > 0) {
      const std::size_t above = (place - 1) / branches;
      if (!before(event, heap_[above])) break;
      heap_[place] = heap_[above];
      place = above;
    }
    heap_[place] = event;
  }

  Event pop() noexcept {
    const Event first = heap_.front();
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
    return first;
  }

 private:
  static constexpr std::size_t branches = 4;

  static bool before(const Event& a, const Event& b) noexcept {
    if (a.at_ns != b.at_ns) return a.at_ns < b.at_ns;
    return static_cast<std::int32_t>(a.number - b.number) < 0;
  }

  /// From the top.
  void sink(const Event& event) noexcept {
    const std::size_t size = heap_.size();
    std::size_t place = 0;
    while (true) {
      const std::size_t child = place * branches + 1;
      if (child >= size) break;
      const std::size_t least = earliest(child, std::min(child + branches, size));
      if (!before(heap_[least], event)) break;
      heap_[place] = heap_[least];
      place = least;
    }
    heap_[place] = event;
  }

  std::size_t earliest(std::size_t first, std::size_t end) const noexcept {
    std::size_t least = first;
    for (std::size_t i = first + 1; i < end; ++i) {
      if (before(heap_[i], heap_[least])) least = i;
    }
    return least;
  }

  std::vector<Event> heap_;
  std::uint32_t number_ = 0;
};

}  // namespace dispatchbench::simulator
