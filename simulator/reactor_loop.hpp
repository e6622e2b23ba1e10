// What one loop of the reactors has before it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simulator/connection.hpp"
#include "strategies/backends/poller.hpp"

namespace dispatchbench::simulator {

/// One thread's. Times are ns of the simulation.
///
/// A turn, as Reactor::turn() of strategies/runtime/ has it: run what the poller finds, then take
/// what was handed over meanwhile, then run what is queued by then.
struct ReactorLoop {
  ConnectionQueue readable;   // what its poller would find: connections, and its own listener
  ConnectionQueue mail;       // handed over to it
  ConnectionQueue run_queue;  // accepted by itself, taken over, or not answered in a quantum
  ConnectionQueue backlog;    // of its own listener
  std::uint32_t polled = 0;   // of what is readable, still to be run in this turn
  std::uint32_t queued = 0;   // likewise of the run queue, once mail was taken
  bool mail_taken = true;     // in this turn
  bool woken_by_helper = false;
  std::uint32_t current = none;
  bool accepting = false;  // `current` is being accepted, not served
  bool listener_ready = false;
  std::uint32_t accepted = 0;      // in a row
  std::uint32_t listener = 0;      // that it accepts from, of those that are shared
  std::uint32_t answered = 0;      // since it last looked whether it has too many connections
  std::int64_t gate_opens_ns = 0;  // its gate is closed until then; 0: open

  void begin_turn() noexcept {
    polled = std::min(readable.size(), most_polled);
    mail_taken = false;
  }

  /// After what was polled.
  void take_mail(Connections& all) noexcept {
    while (!mail.empty()) run_queue.push(all, mail.pop(all));
    queued = run_queue.size();
    mail_taken = true;
  }

 private:
  static constexpr std::uint32_t most_polled = Poller::batch;
};

}  // namespace dispatchbench::simulator
