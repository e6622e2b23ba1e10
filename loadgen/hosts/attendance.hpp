// Who is still there while all load: the processes hear of each other ten times a second, so that
// one that hangs or comes late ends the load instead of being waited for, and a stop of one is
// all's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "loadgen/hosts/communicator.hpp"

namespace dispatchbench::loadgen {

/// What a process says of itself.
struct Attendant {
  bool over = false;           ///< its threads have ended
  std::optional<int> stopped;  ///< by this signal; 0: otherwise
  std::int64_t late_ns = 0;    ///< that it began after the start
};

/// Of one process. Every one speaks with rank 0, and rank 0 with all.
class Attendance {
 public:
  static constexpr std::int64_t interval_ns = 100'000'000;
  static constexpr std::int64_t most_late_ns = 1'000'000'000;

  /// `hosts`: their names by rank, at rank 0. `patience`: with one that says nothing.
  Attendance(Communicator& communicator, Nanoseconds patience, std::vector<std::string> hosts);

  /// To be called again and again, some times in an interval. True once all are over; not to be
  /// called after that. Throws CommunicatorError where one has been silent for too long, or began
  /// too late. `now_ns`: CLOCK_MONOTONIC.
  bool step(const Attendant& own, std::int64_t now_ns);

  /// The stop that another one has spoken of.
  std::optional<int> stopped() const noexcept { return stopped_; }

 private:
  struct Other {
    unsigned rank;
    Attendant said;
    std::int64_t heard_ns = 0;  // 0: not yet looked
  };

  void hear(Other& other, std::int64_t now_ns);
  void check(const Other& other, std::int64_t now_ns) const;
  bool all_over(const Attendant& own) const noexcept;
  void tell(const Attendant& own);
  std::string name_of(unsigned rank) const;

  Communicator& communicator_;
  const std::int64_t patience_ns_;
  const std::vector<std::string> hosts_;
  std::vector<Other> others_;
  std::optional<int> stopped_;
  std::int64_t told_ns_ = 0;
};

}  // namespace dispatchbench::loadgen
