#include "loadgen/recording/server_timing.hpp"

#include <cmath>
#include <strings.h>

#include "base/units.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::string_view header_name = "Server-Timing:";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// What stands before `mark`, which is then cut off `rest` along with it.
std::string_view cut(std::string_view& rest, char mark) {
  const std::size_t at = rest.find(mark);
  const std::string_view head = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return trimmed(head);
}

/// The value of `metric`'s parameter `name`, without quotes: worker;desc="7" → 7.
std::string_view parameter(std::string_view parameters, std::string_view name) {
  while (!parameters.empty()) {
    std::string_view value = cut(parameters, ';');
    if (cut(value, '=') != name) continue;
    value = trimmed(value);
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) {
      value = value.substr(1, value.size() - 2);
    }
    return value;
  }
  return {};
}

}  // namespace

void ServerTiming::read(std::string_view header_line) {
  if (header_line.size() <= header_name.size() ||
      ::strncasecmp(header_line.data(), header_name.data(), header_name.size()) != 0) {
    return;
  }
  std::string_view rest = header_line.substr(header_name.size());
  while (!rest.empty()) read_metric(cut(rest, ','));
}

void ServerTiming::read_metric(std::string_view metric) {
  const std::string_view name = cut(metric, ';');
  if (name == "worker") worker = parameter(metric, "desc");
  if (name != "dispatch") return;
  const auto milliseconds = parse_number<double>(parameter(metric, "dur"));
  if (milliseconds && *milliseconds >= 0 && *milliseconds < 1e9) {
    dispatch_ns = std::llround(*milliseconds * 1e6);
  }
}

void ServerTiming::clear() noexcept {
  worker.clear();
  dispatch_ns.reset();
}

}  // namespace dispatchbench::loadgen
