// Who can accept. A row here brings it into the command line and the lists.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "strategies/accept/accept.hpp"
#include "strategies/accept/reuseport_program.hpp"

namespace dispatchbench {

struct AcceptRow {
  std::string_view name;
  std::string_view summary;             ///< one line, for people
  std::string_view other_threads;       ///< what it starts besides the workers, for people
  bool by_workers = false;              ///< on the workers' threads
  bool listener_each = false;           ///< for each worker
  ReuseportProgram* program = nullptr;  ///< that chooses the listener in the kernel; null: a hash
  bool hashed = false;          ///< nothing but a hash or chance decides which worker accepts
  bool wakes_one = false;       ///< needs a backend that knows Poller::Wakeup::one
  unsigned most_workers = ~0U;  ///< where each costs every other something
  bool grouped = false;         ///< there are Environment::listeners groups of workers
  /// `environment` lives longer.
  std::unique_ptr<Accept> (*make)(const Environment& environment) = nullptr;
};

/// In the order of lists.
std::span<const AcceptRow> accepts() noexcept;

}  // namespace dispatchbench
