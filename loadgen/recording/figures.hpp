// What a load comes to in figures: of one thread or, merged, of all.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/histogram.hpp"

namespace dispatchbench::loadgen {

struct SlotFigures {
  std::uint64_t requests = 0;
  std::int64_t thought_ns = 0;  ///< between its requests, on purpose
  std::int64_t latency_sum_ns = 0;
  std::int64_t first_ns = 0;
  std::int64_t last_ns = 0;
  std::optional<unsigned> worker;  ///< that its last connection came to, where the server says so

  /// Whether there is anything: a measured request, or a warm-up's answer that told of the worker.
  bool used() const noexcept { return first_ns != 0 || worker.has_value(); }
};

struct ThreadFigures {
  std::uint64_t requests = 0;
  std::int64_t first_ns = 0;  ///< first send of a measured request; 0: none
  std::int64_t sent_ns = 0;   ///< last send; 0: none
  std::int64_t last_ns = 0;   ///< last answer; 0: none
  /// Without an answer: from the first send, between two answers, to the window's or thread's end.
  std::int64_t longest_gap_ns = 0;
  std::int64_t settled_ns = 0;  ///< last answer or failure; 0: none
  std::int64_t ended_ns = 0;    ///< when the thread had nothing more to do
  std::int64_t cpu_ns = 0;      ///< between first_ns and ended_ns
};

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

/// Requests that had no answer when they were looked at last, by their age: they would have taken
/// at least so long.
struct Censored {
  std::uint64_t count = 0;
  std::int64_t least_ns = std::numeric_limits<std::int64_t>::max();  ///< the youngest

  void add(std::int64_t age_ns, std::uint64_t times) noexcept {
    count += times;
    least_ns = std::min(least_ns, age_ns);
  }
};

/// Of the connections of one group of a mix.
struct GroupFigures {
  std::uint64_t requests = 0;  ///< answered in whole with 2xx
  std::uint64_t requests_in_window = 0;
  std::uint64_t failed = 0;
  std::uint64_t abandoned = 0;
  std::uint64_t waited = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t censored = 0;
  Histogram latency;  ///< the censored ones' ages too

  void merge(const GroupFigures& other);
};

/// The slots of the run that a list has: its i-th is first + i * step.
struct SlotNumbers {
  unsigned first = 0;
  unsigned step = 1;
};

struct Figures {
  static constexpr std::int64_t interval_ns = 50'000'000;
  struct Interval {
    std::uint64_t requests = 0;  ///< answered
    std::uint64_t bytes = 0;     ///< handed to libcurl, up to an upload buffer ahead of the socket
  };

  std::uint64_t requests = 0;            ///< answered in whole with 2xx
  std::uint64_t requests_in_window = 0;  ///< answered in it, those sent in the warm-up too
  std::uint64_t failed = 0;              ///< measured requests that ended in any other way
  std::uint64_t abandoned = 0;           ///< under way when the run was stopped
  std::uint64_t warmup_requests = 0;
  std::uint64_t warmup_failed = 0;
  std::uint64_t connections = 0;  ///< opened, in the warm-up too
  std::uint64_t idle_closes = 0;  ///< kept connections that the server ended between two requests
  std::uint64_t resent = 0;       ///< requests that were lost with one and sent again
  std::uint64_t waited = 0;       ///< measured requests that were due before a connection was free
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_sent_in_window = 0;
  std::uint64_t bytes_sent_unanswered = 0;  ///< of failed, abandoned and lost requests
  std::uint64_t bytes_received = 0;
  std::int64_t cpu_ns = 0;  ///< of the threads, each from its first measured request on
  Histogram latency;        ///< the censored ones' ages too
  Histogram latency_raw, connect, first_answer, dispatch;
  Histogram send_delay;  ///< from when a request could have been sent to when it was
  Histogram read_delay;  ///< from when the kernel had an answer to when it was read; a sample
  Censored censored;
  std::map<long, std::uint64_t> statuses;
  Counts errors, workers;
  std::vector<Interval> timeline;
  SlotNumbers slot_numbers;  ///< of slots; after a merge all of the run
  std::vector<SlotFigures> slots;
  std::vector<GroupFigures> groups;  ///< of a mix
  std::vector<ThreadFigures> threads;

  void merge(const Figures& other);

  /// Counts `times` requests of a group that had no answer at `age_ns`.
  void censor(unsigned group, std::int64_t age_ns, std::uint64_t times) noexcept;

 private:
  void merge_slots(const Figures& other);
};

/// All that is simply added up, so that nothing is forgotten wherever figures are merged.
inline constexpr std::array figure_counts{&Figures::requests,
                                          &Figures::requests_in_window,
                                          &Figures::failed,
                                          &Figures::abandoned,
                                          &Figures::warmup_requests,
                                          &Figures::warmup_failed,
                                          &Figures::connections,
                                          &Figures::idle_closes,
                                          &Figures::resent,
                                          &Figures::waited,
                                          &Figures::bytes_sent,
                                          &Figures::bytes_sent_in_window,
                                          &Figures::bytes_sent_unanswered,
                                          &Figures::bytes_received};
inline constexpr std::array figure_histograms{
    &Figures::latency,  &Figures::latency_raw, &Figures::connect,   &Figures::first_answer,
    &Figures::dispatch, &Figures::send_delay,  &Figures::read_delay};
inline constexpr std::array group_counts{
    &GroupFigures::requests,       &GroupFigures::requests_in_window,
    &GroupFigures::failed,         &GroupFigures::abandoned,
    &GroupFigures::waited,         &GroupFigures::bytes_sent,
    &GroupFigures::bytes_received, &GroupFigures::censored};

}  // namespace dispatchbench::loadgen
