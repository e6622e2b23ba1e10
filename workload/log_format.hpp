// How the lines of an access log are written: nginx's log_format or Apache's LogFormat.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dispatchbench::workload {

/// What of a line is of use.
enum class LogField {
  address,        ///< of the client
  local_time,     ///< 10/Oct/2000:13:55:36 -0700
  iso_time,       ///< 2000-10-10T13:55:36-07:00
  epoch_seconds,  ///< with a fraction
  request,        ///< the whole request line
  method,
  seconds,        ///< from the request's first byte to its answer's last
  microseconds,   ///< likewise
  request_bytes,  ///< head and body
  body_bytes,
  connection,
  other  ///< skipped
};
inline constexpr std::size_t log_fields = static_cast<std::size_t>(LogField::other) + 1;

/// The fields of one line; empty where the format has none. They point into the line.
using LogLine = std::array<std::string_view, log_fields>;

/// Immutable, any thread.
class LogFormat {
 public:
  /// Text with nginx's variables ($remote_addr, …) or Apache's directives (%h, %{Referer}i, …).
  /// Nothing if it has none, or two with nothing between them.
  static std::optional<LogFormat> parse(std::string_view text);

  bool has(LogField field) const noexcept;

  /// Nothing if the line is not in this format.
  std::optional<LogLine> read(std::string_view line) const;

 private:
  struct Part {
    LogField field;
    std::string behind;  // up to the next field, or the end of the line
  };

  std::string ahead_;  // of the first field
  std::vector<Part> parts_;
};

/// "combined", which both servers write unless they are told otherwise.
inline constexpr std::string_view combined_log_format =
    "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent "
    "\"$http_referer\" \"$http_user_agent\"";

}  // namespace dispatchbench::workload
