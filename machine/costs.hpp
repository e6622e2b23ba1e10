// What can be charged on an emulated machine, and what it costs.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace dispatchbench {

/// Something a thread does that takes a core's time.
enum class Event : std::uint8_t {
  accept,
  hand_over_awake,
  hand_over_parked,
  take_over_awake,
  take_over_parked,
  wake_up,
  fetch_events,
  request,
  re_arm,
  steal,
  migrate,
  thread_start,
  open_connection,
  close_connection,
  byte_read,
  byte_splice,
  byte_discard,
  early_byte,
  client_connect,
  client_request,
  client_byte,
  client_early_byte,
};

inline constexpr std::size_t event_count = 22;

struct EventRow {
  Event event;
  std::string_view name;  ///< in cost profiles and reports
  std::string_view summary;
  bool byte = false;    ///< its cost is that of one byte
  bool client = false;  ///< on the load generator's side
  bool later = false;   ///< profiles of before there was such an event have no cost for it: none
};

/// One an event, in the order of the enumeration.
std::span<const EventRow> events() noexcept;

/// Null if there is none of that name.
const EventRow* find_event(std::string_view name) noexcept;

/// How many of a connection's bytes are early. A new connection's window is narrow and the kernel's
/// memory for it cold; that ends within about a megabyte (docs/method.md has the figures).
class EarlyBytes {
 public:
  /// Those among the next `bytes` that still are.
  std::uint64_t take(std::uint64_t bytes) noexcept {
    const auto early = static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, left_));
    left_ -= early;
    return early;
  }

  static constexpr std::uint32_t most = 1'000'000;

 private:
  std::uint32_t left_ = most;
};

/// Nanoseconds of a core an event, or a byte.
struct Costs {
  std::array<double, event_count> ns{};

  double of(Event event) const noexcept { return ns[static_cast<std::size_t>(event)]; }
  void set(Event event, double cost_ns) noexcept { ns[static_cast<std::size_t>(event)] = cost_ns; }
  /// The cost of a body's byte, in whichever way it is copied.
  void set_bytes(double cost_ns) noexcept;

  bool any() const noexcept;
  Costs times(double factor) const noexcept;
};

}  // namespace dispatchbench
