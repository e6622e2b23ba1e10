// What one loop of the reactors has before it.
#pragma once

#include <cstdint>

#include "simulator/connection.hpp"

namespace dispatchbench::simulator {

/// One thread's. Times are ns of the simulation.
struct ReactorLoop {
  ConnectionQueue ready;    // connections, and the listener
  ConnectionQueue backlog;  // of its own listener
  std::uint32_t current = none;
  bool accepting = false;  // `current` is being accepted, not served
  bool listener_ready = false;
  std::uint32_t accepted = 0;  // in a row
  std::uint32_t listener = 0;  // that it accepts from, of those that are shared
  std::uint32_t answered = 0;  // since it last looked whether it has too many connections
  std::uint32_t turn_left = 0;
  std::uint32_t fetched = 0;       // of what is ready
  std::int64_t gate_opens_ns = 0;  // its gate is closed until then; 0: open
};

}  // namespace dispatchbench::simulator
