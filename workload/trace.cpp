#include "workload/trace.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <istream>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/distribution_text.hpp"
#include "base/units.hpp"
#include "workload/demand.hpp"
#include "workload/mix.hpp"

namespace dispatchbench::workload {
namespace {

enum Column : std::size_t {
  at_column,
  connection_column,
  method_column,
  body_column,
  demand_column,
  column_count
};

constexpr std::array<std::string_view, column_count> column_names{
    "at_seconds", "connection", "method", "body_bytes", "demand_seconds"};

std::vector<std::string_view> fields_of(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::vector<std::string_view> fields;
  for (std::size_t from = 0; from <= line.size();) {
    const std::size_t comma = std::min(line.find(',', from), line.size());
    fields.push_back(line.substr(from, comma - from));
    from = comma + 1;
  }
  return fields;
}

/// Short, and in one line whatever is in it.
std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string shown(text.substr(0, longest));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return fmt::format("'{}'{}", shown, text.size() > longest ? "..." : "");
}

/// Reads line by line; knows where it is.
class Reader {
 public:
  Reader(std::istream& text, std::string_view source) : text_(text), source_(source) {}

  Trace read();

 private:
  [[noreturn]] void refuse(const std::string& problem) const {
    throw UsageError(fmt::format("{} line {}: {}", source_, line_, problem));
  }
  bool next_line();
  void read_columns();
  TracedRequest request(Trace& trace);
  std::string_view field(Column column) const { return fields_[places_[column]]; }
  std::int64_t nanoseconds(Column column, double most_seconds) const;
  std::uint64_t bytes() const;
  std::uint32_t number_of(std::string_view name);

  std::istream& text_;
  std::string_view source_;
  std::uint64_t line_ = 0;
  std::string row_;
  std::vector<std::string_view> fields_;
  std::array<std::size_t, column_count> places_{};
  std::unordered_map<std::string, std::uint32_t> connections_;
};

bool Reader::next_line() {
  if (!std::getline(text_, row_)) return false;
  ++line_;
  fields_ = fields_of(row_);
  return true;
}

void Reader::read_columns() {
  if (!next_line()) refuse("expected a line that names the columns");
  for (std::size_t column = 0; column < column_count; ++column) {
    const auto found = std::find(fields_.begin(), fields_.end(), column_names[column]);
    if (found == fields_.end())
      refuse(fmt::format("the column {} is missing; expected {}", column_names[column],
                         trace_columns));
    places_[column] = static_cast<std::size_t>(found - fields_.begin());
  }
}

std::int64_t Reader::nanoseconds(Column column, double most_seconds) const {
  const std::string_view text = field(column);
  double seconds = -1;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (whole && seconds >= 0 && seconds <= most_seconds) return std::llround(seconds * 1e9);
  refuse(fmt::format("{} {}: expected seconds from 0 to {}", column_names[column], quoted(text),
                     most_seconds));
}

std::uint64_t Reader::bytes() const {
  const std::string_view text = field(body_column);
  const auto bytes = parse_number<std::uint64_t>(text);
  if (bytes && *bytes <= largest_fixed(Quantity::size)) return *bytes;
  refuse(fmt::format("body_bytes {}: expected a whole number from 0 to {}", quoted(text),
                     largest_fixed(Quantity::size)));
}

std::uint32_t Reader::number_of(std::string_view name) {
  if (name.empty()) refuse("connection: expected a name");
  const auto next = static_cast<std::uint32_t>(connections_.size());
  const auto [known, added] = connections_.try_emplace(std::string(name), next);
  if (added && next >= most_connections)
    refuse(fmt::format("expected at most {} connections", most_connections));
  return known->second;
}

TracedRequest Reader::request(Trace& trace) {
  constexpr double latest_seconds = 5e9;
  const std::size_t needed = *std::max_element(places_.begin(), places_.end()) + 1;
  if (fields_.size() < needed)
    refuse(fmt::format("{} columns: expected {}", fields_.size(), needed));
  TracedRequest request;
  request.at_ns = nanoseconds(at_column, latest_seconds);
  if (!trace.requests.empty() && request.at_ns < trace.requests.back().at_ns)
    refuse(fmt::format("at_seconds {}: goes back in time", quoted(field(at_column))));
  request.connection = number_of(field(connection_column));
  const auto known = parse_method(field(method_column));
  if (!known) refuse(fmt::format("method {}: expected PUT or GET", quoted(field(method_column))));
  request.method = *known;
  request.body_bytes = bytes();
  request.demand_ns = static_cast<std::uint64_t>(
      nanoseconds(demand_column, static_cast<double>(largest_demand_ns) * 1e-9));
  return request;
}

/// Backwards, the first request that is seen of a connection is its last.
void mark_last(Trace& trace) {
  std::vector<bool> seen(trace.connections);
  for (auto request = trace.requests.rbegin(); request != trace.requests.rend(); ++request) {
    request->last = !seen[request->connection];
    seen[request->connection] = true;
  }
}

/// A connection has the lowest place that is free from its first request to its last.
void give_places(Trace& trace) {
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free;
  std::vector<std::optional<std::uint32_t>> places(trace.connections);
  for (TracedRequest& request : trace.requests) {
    auto& place = places[request.connection];
    if (!place && free.empty()) place = trace.places++;
    if (!place) {
      place = free.top();
      free.pop();
    }
    request.place = *place;
    if (request.last) free.push(*place);
  }
}

Trace Reader::read() {
  Trace trace;
  read_columns();
  while (next_line()) {
    if (row_.empty() || row_ == "\r") continue;
    trace.requests.push_back(request(trace));
  }
  if (trace.requests.empty()) refuse("expected a request below the columns");
  const std::int64_t first_ns = trace.requests.front().at_ns;
  for (TracedRequest& request : trace.requests) request.at_ns -= first_ns;
  trace.connections = static_cast<std::uint32_t>(connections_.size());
  mark_last(trace);
  give_places(trace);
  return trace;
}

}  // namespace

Trace read_trace(std::istream& text, std::string_view source) {
  return Reader(text, source).read();
}

}  // namespace dispatchbench::workload
