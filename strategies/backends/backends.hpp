// What can wait for readiness. A row here brings a backend into the command line, the lists, the
// conformance tests and every strategy that is made of parts.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "strategies/backends/poller.hpp"

namespace dispatchbench {

struct BackendRow {
  std::string_view name;
  std::string_view summary;  ///< one line, for people
  bool wakes_one = false;    ///< knows Poller::Wakeup::one
  /// Throws std::system_error.
  std::unique_ptr<Poller> (*make)(Poller::Options options) = nullptr;
  std::string (*why_not)() = nullptr;  ///< null: every system has it; see why_unavailable()
};

/// Why this system or this build cannot wait with it, in a few words; empty: it can.
std::string why_unavailable(const BackendRow& row);

/// The first is the default.
std::span<const BackendRow> backends() noexcept;

/// Null if there is none of that name.
const BackendRow* find_backend(std::string_view name) noexcept;

}  // namespace dispatchbench
