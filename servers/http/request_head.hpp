// The head of a request: where it ends, and what it says. Strict where leniency would let two
// parties disagree on where a request ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/http/preconditions.hpp"
#include "servers/http/status.hpp"

namespace dispatchbench {

inline constexpr std::size_t head_limit =
    std::size_t{16} * 1024;  ///< bytes, with the empty line that ends it
inline constexpr unsigned field_limit = 100;

/// How far a head was searched for its end, so that bytes that trickle in are looked at once.
struct HeadProgress {
  std::uint32_t searched = 0;  ///< bytes looked at
  std::uint32_t begin = 0;     ///< of the request line: empty lines before it are skipped
  std::uint32_t line = 0;      ///< where the line under way begins
  std::uint32_t lines = 0;     ///< whole ones so far
};

enum class HeadScan { incomplete, complete, malformed, too_large };

/// Looks for the end of the head in `bytes`, all that has come since the last request. Once
/// complete, the head is bytes[progress.begin, progress.searched). Refuses bare line feeds and
/// folded lines.
HeadScan scan_head(std::string_view bytes, HeadProgress& progress) noexcept;

/// What the head of a request says. The target points into the bytes it was parsed from.
struct RequestHead {
  /// disallowed: one that HTTP knows and this server has no use for.
  enum class Method : std::uint8_t { get, head, put, remove, disallowed, unknown };
  enum class Expectation : std::uint8_t { none, continue_100, unknown };

  std::string_view target;
  std::string_view demand;  ///< Service-Demand, as it is; points into the same bytes
  std::optional<std::uint64_t> content_length;
  Preconditions conditions;
  Method method = Method::unknown;
  Expectation expectation = Expectation::none;
  bool http_1_1 = true;
  bool keep_alive = true;  ///< as the client wants it
  bool chunked = false;
  bool partial = false;  ///< Content-Range: the body is a part of the object
  bool encoded = false;  ///< Content-Encoding: the body is not the object as such
  bool demands = false;  ///< Service-Demand is there
};

/// Parses a head that scan_head() called complete. Status::ok, or the one to refuse it with: its
/// framing cannot be trusted then, and the connection must end.
Status parse_head(std::string_view bytes, RequestHead& head) noexcept;

}  // namespace dispatchbench
