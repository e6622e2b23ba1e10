// What several threads were charged, together.
#pragma once

#include <array>
#include <cstdint>

#include <nlohmann/json_fwd.hpp>

#include "machine/core_account.hpp"

namespace dispatchbench {

struct AccountSum {
  std::array<std::uint64_t, event_count> counts{};  ///< by event; bytes, where one has the cost
  std::int64_t charged_ns = 0;
  std::int64_t waited_ns = 0;
  std::int64_t slept_ns = 0;
  std::int64_t overshoot_ns = 0;
  std::int64_t lost_ns = 0;

  void add(const CoreAccount& account) noexcept;
  void add(const AccountSum& other) noexcept;
};

/// Whose events a report has.
enum class Side { server, client };

/// The key "emulation" of a report; seconds, dilated.
nlohmann::json to_json(const AccountSum& sum, Side side);

}  // namespace dispatchbench
