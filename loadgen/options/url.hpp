// The address of the server under load.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dispatchbench::loadgen {

/// An http URL in its parts; plain HTTP only, since TLS would be measured along with the dispatch.
struct Url {
  std::string host;  ///< a name or a number; IPv6 without its brackets
  std::uint16_t port = 80;
  std::string path;  ///< "" or "/…", never with a slash at its end

  /// What the Host header carries: host:port, the port left out where it is 80.
  std::string authority() const;
};

/// http://HOST[:PORT][/PATH]. Nothing for anything else: other schemes, credentials, queries,
/// fragments, white space.
std::optional<Url> parse_url(std::string_view text);

/// What parse_url accepts, for error messages.
inline constexpr std::string_view url_syntax =
    "http://HOST[:PORT][/PATH] (such as http://127.0.0.1:8080)";

}  // namespace dispatchbench::loadgen
