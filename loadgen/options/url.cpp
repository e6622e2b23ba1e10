#include "loadgen/options/url.hpp"

#include <fmt/format.h>

#include "base/units.hpp"

namespace dispatchbench::loadgen {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto port = parse_number<std::uint16_t>(text);
  return port != 0 ? port : std::nullopt;
}

/// "host:8080", "[::1]:8080" and both without a port.
std::optional<Url> parse_authority(std::string_view text) {
  Url url;
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const std::size_t colon = text.find(':', bracket);
  const std::string_view host = text.substr(0, colon);
  if (bracket != 0 && !host.ends_with(']')) return std::nullopt;
  url.host = bracket == 0 ? host : host.substr(1, host.size() - 2);
  if (url.host.empty()) return std::nullopt;
  if (colon != std::string_view::npos) {
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return std::nullopt;
    url.port = *port;
  }
  return url;
}

}  // namespace

std::string Url::authority() const {
  const bool six = host.find(':') != std::string::npos;
  const std::string name = six ? fmt::format("[{}]", host) : host;
  return port == 80 ? name : fmt::format("{}:{}", name, port);
}

std::optional<Url> parse_url(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  if (!text.starts_with(scheme)) return std::nullopt;
  for (const char c : text) {
    if (c <= ' ' || c == 0x7f || c == '?' || c == '#' || c == '@') return std::nullopt;
  }
  text.remove_prefix(scheme.size());
  const std::size_t slash = text.find('/');
  auto url = parse_authority(text.substr(0, slash));
  if (url && slash != std::string_view::npos) {
    url->path = text.substr(slash);
    while (url->path.ends_with('/')) url->path.pop_back();
  }
  return url;
}

}  // namespace dispatchbench::loadgen
