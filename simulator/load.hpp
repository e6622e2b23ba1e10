// What clients ask for, as the simulator takes it from whoever plans the load.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace dispatchbench::simulator {

/// No connection, no request.
inline constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

struct Request {
  std::uint64_t number = 0;  ///< 0… within the warm-up or the measured part
  std::int64_t due_ns = 0;   ///< after the start of the run; latency counts from here
  std::uint64_t body_bytes = 0;
  std::int64_t demand_ns = 0;
  bool warmup = false;  ///< left out of the figures
  bool last = false;    ///< its client closes the connection after it
};

/// A request that falls due by itself.
struct FedRequest {
  Request request;
  std::uint32_t connection = none;  ///< which sends it, after those it has; none: any that is free
};

/// One for a simulation. Connections either ask for their next request when they are free for it,
/// or requests come to them.
class Load {
 public:
  virtual ~Load() = default;

  /// The next request of `connection`, which is free from `now_ns` on: sent when due, at once if
  /// that has passed. Nothing: it asks no more. Calls come in the order of simulated time.
  virtual std::optional<Request> next(std::uint32_t connection, std::int64_t now_ns) = 0;

  /// The next request that falls due by itself, in the order of their times; nothing: there is no
  /// more.
  virtual std::optional<FedRequest> next_fed() { return std::nullopt; }

  /// After so many requests the client closes `connection`, and opens it again for the next; 0:
  /// never.
  virtual std::uint64_t requests_per_connection(std::uint32_t /*connection*/) const { return 0; }
};

}  // namespace dispatchbench::simulator
