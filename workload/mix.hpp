// A load of several groups of connections, each with a behaviour of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workload/arrivals.hpp"
#include "workload/distribution.hpp"
#include "workload/method.hpp"
#include "workload/spread.hpp"

namespace dispatchbench::workload {

/// Connections that behave alike. With a rate it is an open loop, and `arrivals` and `spread` say
/// more; without one a closed loop, where each connection thinks between answer and next request.
struct Group {
  std::string name;  ///< unique in its mix
  std::uint32_t connections = 1;
  std::optional<std::uint64_t> requests;  ///< to send in all; nothing: as long as the load lasts
  double rate = 0;                        ///< a second, of the group; 0: closed loop
  ArrivalShape arrivals;
  SpreadShape spread;
  Distribution think{Quantity::time};
  Distribution body_size{Quantity::size};
  Distribution demand{Quantity::time};        ///< at most largest_demand_ns; none: not asked for
  std::uint64_t requests_per_connection = 0;  ///< 0: without end
  Method method = Method::put;
  double read_rate = 0;   ///< bytes a second at which each connection reads; 0: as they come
  double write_rate = 0;  ///< at which it writes; 0: as they can be taken
};

/// At least one.
using Mix = std::vector<Group>;

inline constexpr std::uint32_t most_connections = 1'000'000;  ///< of all groups together

/// A JSON list of objects with these keys, named and written as the options of loadgen: connections
/// (required), name, requests, rate, arrivals, skew, think, body-size, demand,
/// requests-per-connection, method, read-rate and write-rate (such as "100kB/s"). Throws
/// UsageError: one line with `source`, the group and the key.
Mix parse_mix(std::string_view json, std::string_view source);

}  // namespace dispatchbench::workload
