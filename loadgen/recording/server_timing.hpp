// What the server says of itself in its Server-Timing header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dispatchbench::loadgen {

struct ServerTiming {
  std::string worker;                       ///< who answered; empty: not said
  std::optional<std::int64_t> dispatch_ns;  ///< accept to first run of the connection

  /// Takes in one line of an answer's header, "Name: value" with or without its line end. Lines of
  /// other headers, other metrics and malformed values change nothing.
  void read(std::string_view header_line);

  /// Ready for the next answer; keeps its memory.
  void clear() noexcept;

 private:
  void read_metric(std::string_view metric);
};

}  // namespace dispatchbench::loadgen
