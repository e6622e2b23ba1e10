#include "experiments/runner/calibration/loads.hpp"

namespace dispatchbench::runner {
namespace {

/// So many connections, each for so many requests (0: kept), small bodies.
Json with_connections(int count, int requests_each) {
  return {{"connections", count}, {"requests-per-connection", requests_each}};
}

Json with_workers(int count) {
  return {{"threads", count}};
}

/// Batches from one to many requests: a wake-up, a fetch, a registration, a request.
void add_kept(std::vector<CalibrationLoad>& loads) {
  for (const int count : {1, 8, 64}) {
    loads.push_back({"reuseport", with_workers(1), with_connections(count, 0)});
    loads.push_back({"threads-epoll", with_workers(1), with_connections(count, 0)});
    loads.push_back({"work-stealing", with_workers(2), with_connections(count, 0)});
  }
  loads.push_back({"threads-epoll", with_workers(2), with_connections(16, 0)});
}

/// Connections by each way of handing over, to workers that sleep (one at a time) and that work.
void add_connections(std::vector<CalibrationLoad>& loads) {
  for (const int count : {1, 32}) {
    for (const char* const strategy :
         {"reuseport", "threads-epoll", "unpark-queue", "condvar-queue", "condvar-queue-article"}) {
      loads.push_back({strategy, with_workers(1), with_connections(count, 1)});
    }
  }
  for (const int requests : {3, 10}) {
    loads.push_back({"reuseport", with_workers(1), with_connections(16, requests)});
    loads.push_back({"unpark-queue", with_workers(1), with_connections(16, requests)});
  }
  loads.push_back({"reuseport-redispatch", with_workers(2), with_connections(32, 1)});
  loads.push_back({"work-stealing", with_workers(2), with_connections(32, 1)});
}

/// Bodies in each way of copying, as many under way as servers have, and some on connections of
/// their own: for them windows are narrow and memory is cold.
void add_bytes(std::vector<CalibrationLoad>& loads) {
  for (const char* const copy : {"read", "splice", "discard"}) {
    const Json server = {{"threads", 1}, {"copy", copy}};
    for (const char* const size : {"64kB", "1MB", "8MB"}) {
      loads.push_back({"reuseport", server, {{"connections", 16}, {"body-size", size}}});
    }
    for (const char* const size : {"256kB", "1MB", "4MB"}) {
      Json load = with_connections(16, 1);
      load["body-size"] = size;
      loads.push_back({"reuseport", server, load});
    }
  }
}

/// Connections that move, and quanta that are stolen.
void add_movements(std::vector<CalibrationLoad>& loads) {
  loads.push_back({"unpark-queue",
                   {{"threads", 2}, {"afterwards", "moves-after-100"}},
                   with_connections(16, 0)});
  loads.push_back({"work-stealing", with_workers(3), {{"connections", 8}, {"body-size", "256kB"}}});
}

}  // namespace

std::vector<CalibrationLoad> calibration_loads() {
  std::vector<CalibrationLoad> loads;
  add_kept(loads);
  add_connections(loads);
  add_bytes(loads);
  add_movements(loads);
  return loads;
}

}  // namespace dispatchbench::runner
