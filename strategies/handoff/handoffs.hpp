// The ways there are to hand a connection over. A row here brings one into the command line and the
// lists.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "strategies/handoff/mailbox.hpp"
#include "strategies/runtime/event_fd.hpp"
#include "strategies/runtime/thread_accounting.hpp"

namespace dispatchbench {

struct HandoffRow {
  std::string_view name;
  std::string_view summary;        ///< one line, for people
  std::string_view other_threads;  ///< what it starts besides the workers, for people
  /// For one worker. Null: nothing is ever handed over. Throws std::system_error.
  std::unique_ptr<Mailbox> (*make)(Waker& worker, ThreadAccounting& accounting) = nullptr;
};

/// In the order of lists.
std::span<const HandoffRow> handoffs() noexcept;

}  // namespace dispatchbench
