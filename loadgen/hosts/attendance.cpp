#include "loadgen/hosts/attendance.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace dispatchbench::loadgen {
namespace {

constexpr std::int64_t not_stopped = -1;
constexpr int most_heard = 16;  // at a step: one that speaks without a pause holds nobody
using Beat = std::array<std::int64_t, 3>;

Beat beat_of(const Attendant& attendant) {
  return {attendant.over ? 1 : 0, attendant.stopped ? *attendant.stopped : not_stopped,
          attendant.late_ns};
}

Attendant attendant_of(const Beat& beat) {
  Attendant attendant;
  attendant.over = beat[0] != 0;
  if (beat[1] != not_stopped) attendant.stopped = static_cast<int>(beat[1]);
  attendant.late_ns = beat[2];
  return attendant;
}

}  // namespace

Attendance::Attendance(Communicator& communicator, Nanoseconds patience,
                       std::vector<std::string> hosts)
    : communicator_(communicator), patience_ns_(patience.count()), hosts_(std::move(hosts)) {
  if (communicator.rank() != 0) {
    others_.push_back({0, {}, 0});
    return;
  }
  for (unsigned rank = 1; rank < communicator.size(); ++rank) others_.push_back({rank, {}, 0});
}

/// What rank 0 says last is that all are over, to each of them.
bool Attendance::step(const Attendant& own, std::int64_t now_ns) {
  for (Other& other : others_) {
    hear(other, now_ns);
    check(other, now_ns);
  }
  if (communicator_.rank() == 0 && own.late_ns > most_late_ns) check({0, own, now_ns}, now_ns);
  const bool at_rank_0 = communicator_.rank() == 0;
  const bool over = at_rank_0 ? all_over(own) : others_.front().said.over;
  if (over && !at_rank_0) return true;
  if (over || now_ns - told_ns_ >= interval_ns) {
    Attendant said = own;
    if (at_rank_0) said.over = over;
    if (!said.stopped) said.stopped = stopped_;
    tell(said);
    told_ns_ = now_ns;
  }
  return over;
}

void Attendance::hear(Other& other, std::int64_t now_ns) {
  if (other.heard_ns == 0) other.heard_ns = now_ns;
  Beat beat{};
  for (int heard = 0; heard < most_heard && communicator_.take(other.rank, beat); ++heard) {
    other.said = attendant_of(beat);
    other.heard_ns = now_ns;
    if (other.said.stopped) stopped_ = other.said.stopped;
  }
}

void Attendance::check(const Other& other, std::int64_t now_ns) const {
  const double seconds = static_cast<double>(now_ns - other.heard_ns) * 1e-9;
  if (now_ns - other.heard_ns > patience_ns_)
    throw CommunicatorError(
        fmt::format("{} has been silent for {:.0f} s", name_of(other.rank), seconds));
  if (communicator_.rank() == 0 && other.said.late_ns > most_late_ns)
    throw CommunicatorError(fmt::format("{} began {:.1f} s after the start", name_of(other.rank),
                                        static_cast<double>(other.said.late_ns) * 1e-9));
}

bool Attendance::all_over(const Attendant& own) const noexcept {
  return own.over && std::all_of(others_.begin(), others_.end(),
                                 [](const Other& other) { return other.said.over; });
}

void Attendance::tell(const Attendant& own) {
  for (const Other& other : others_) communicator_.post(other.rank, beat_of(own));
}

std::string Attendance::name_of(unsigned rank) const {
  if (rank >= hosts_.size()) return fmt::format("rank {}", rank);
  return fmt::format("rank {} on {}", rank, hosts_[rank]);
}

}  // namespace dispatchbench::loadgen
