// A trace from the access log of a web server.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "workload/log_format.hpp"

namespace dispatchbench::workload {

struct LoggedTrace {
  std::string csv;                   ///< with the columns of a trace; empty if no line was of use
  std::vector<std::string> remarks;  ///< what was missing, assumed or left out, a sentence each
};

/// Servers log a request when it has been answered, so one began as long before as it took;
/// requests are sorted by that. Where times are whole seconds, those of a second are spread over
/// it. GET and HEAD become GET, PUT, POST and PATCH become PUT with their body, others GET. Without
/// a number of the connection, requests of an address that come less than 75 s apart (nginx's
/// keepalive_timeout) have been sent over one. Work is what a request took, up to 10 s.
LoggedTrace trace_of_log(std::istream& log, const LogFormat& format);

/// When a logged time was, in seconds of the epoch; nothing if malformed.
std::optional<double> logged_seconds(LogField kind, std::string_view text);

}  // namespace dispatchbench::workload
