// A load that was recorded: who sent what, and when.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

#include "workload/method.hpp"

namespace dispatchbench::workload {

struct TracedRequest {
  std::int64_t at_ns = 0;        ///< after the first; never descending
  std::uint32_t connection = 0;  ///< 0, 1, …, in the order of their first requests
  Method method = Method::put;
  bool last = false;        ///< of its connection
  std::uint32_t place = 0;  ///< of its connection among those that are open at once
  std::uint64_t body_bytes = 0;
  std::uint64_t demand_ns = 0;
};

/// Requests in the order of their times. Immutable once read, any thread.
struct Trace {
  std::vector<TracedRequest> requests;  ///< at least one
  std::uint32_t connections = 0;        ///< as many as its rows name
  std::uint32_t places = 0;             ///< as many as are open at once, first request to last
};

/// The columns that a trace has, in the order in which they are written.
inline constexpr std::string_view trace_columns =
    "at_seconds,connection,method,body_bytes,demand_seconds";

/// CSV with a first line that names the columns, in any order; others are skipped. A connection is
/// any text without a comma, the method PUT or GET, a body up to 1 TB, demand up to 10 s. Times are
/// counted from the first request's. Throws UsageError: one line with `source`, the number of the
/// line and what is wrong there.
Trace read_trace(std::istream& text, std::string_view source);

}  // namespace dispatchbench::workload
