#include "workload/access_log.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <istream>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "base/distribution_text.hpp"
#include "base/service_demand.hpp"
#include "base/units.hpp"
#include "workload/trace.hpp"

namespace dispatchbench::workload {
namespace {

constexpr double kept_alive_seconds = 75;  // nginx's keepalive_timeout, if nothing else is said

struct Entry {
  double logged = 0;  // seconds of the epoch
  double took = 0;
  std::string connection;
  bool put = false;
  std::uint64_t body_bytes = 0;
};

/// Empty where the server had nothing to write.
std::string_view field(const LogLine& line, LogField name) {
  const std::string_view text = line[static_cast<std::size_t>(name)];
  return text == "-" ? std::string_view() : text;
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  const auto number = parse_number<Number>(text);
  return number && *number >= 0 ? number : std::nullopt;
}

std::optional<int> digits_at(std::string_view text, std::size_t place, std::size_t count) {
  if (place + count > text.size()) return std::nullopt;
  return number_in<int>(text.substr(place, count));
}

std::optional<int> month_in(std::string_view text) {
  constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::size_t place = names.find(text);
  if (text.size() != 3 || place == names.npos || place % 3 != 0) return std::nullopt;
  return static_cast<int>(place / 3) + 1;
}

/// "+0200", "-07:00" or "Z" in seconds.
std::optional<int> zone_in(std::string_view text) {
  if (text == "Z") return 0;
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = digits_at(text, 1, 2);
  const auto minutes = digits_at(text, text.size() < 2 ? 0 : text.size() - 2, 2);
  if (!hours || !minutes || (text.size() != 5 && text.size() != 6)) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * 3600 + *minutes * 60);
}

std::optional<double> seconds_of(std::optional<int> year, std::optional<int> month,
                                 std::optional<int> day, std::string_view clock,
                                 std::string_view zone) {
  const auto hours = digits_at(clock, 0, 2), minutes = digits_at(clock, 3, 2),
             seconds = digits_at(clock, 6, 2), offset = zone_in(zone);
  if (!year || !month || !day || !hours || !minutes || !seconds || !offset) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86'400 + *hours * 3600 + *minutes * 60 + *seconds - *offset;
}

/// Reads entries; remembers what was not there.
class LogReader {
 public:
  explicit LogReader(const LogFormat& format) : format_(format) {}

  std::vector<Entry> read(std::istream& log);
  std::vector<std::string> remarks() const;

 private:
  std::optional<Entry> entry_of(std::string_view line);
  std::optional<double> time_of(const LogLine& line) const;
  double took(const LogLine& line);
  std::string connection_of(const LogLine& line, double logged);
  void take_method(std::string_view method, Entry& entry);
  bool tells_times() const {
    return format_.has(LogField::seconds) || format_.has(LogField::microseconds);
  }
  bool tells_lengths() const {
    return format_.has(LogField::body_bytes) || format_.has(LogField::request_bytes);
  }

  struct Client {
    double last = 0;
    std::uint64_t connection = 0;
  };

  const LogFormat& format_;
  std::unordered_map<std::string, Client> clients_;
  std::map<std::string, std::uint64_t> taken_for_get_;
  std::uint64_t connections_ = 0, line_ = 0, skipped_ = 0, first_skipped_ = 0, cut_ = 0;
  std::uint64_t without_time_ = 0, without_length_ = 0;
};

std::vector<Entry> LogReader::read(std::istream& log) {
  std::vector<Entry> entries;
  for (std::string line; std::getline(log, line);) {
    ++line_;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    if (auto entry = entry_of(line)) {
      entries.push_back(std::move(*entry));
    } else if (++skipped_ == 1) {
      first_skipped_ = line_;
    }
  }
  return entries;
}

std::optional<Entry> LogReader::entry_of(std::string_view text) {
  const auto line = format_.read(text);
  const auto logged = line ? time_of(*line) : std::nullopt;
  if (!logged) return std::nullopt;
  std::string_view method = field(*line, LogField::method);
  const std::string_view request = field(*line, LogField::request);
  if (method.empty()) method = request.substr(0, request.find(' '));
  if (method.empty()) return std::nullopt;
  Entry entry;
  entry.logged = *logged;
  entry.took = took(*line);
  entry.connection = connection_of(*line, *logged);
  auto bytes = number_in<std::uint64_t>(field(*line, LogField::body_bytes));
  if (!bytes) bytes = number_in<std::uint64_t>(field(*line, LogField::request_bytes));
  entry.body_bytes = std::min(bytes.value_or(0), largest_fixed(Quantity::size));
  take_method(method, entry);
  if (entry.put && !bytes && tells_lengths()) ++without_length_;
  return entry;
}

std::optional<double> LogReader::time_of(const LogLine& line) const {
  for (const LogField kind : {LogField::epoch_seconds, LogField::iso_time, LogField::local_time}) {
    if (const auto seconds = logged_seconds(kind, field(line, kind))) return seconds;
  }
  return std::nullopt;
}

double LogReader::took(const LogLine& line) {
  constexpr double most = static_cast<double>(largest_demand_ns) * 1e-9;
  auto seconds = number_in<double>(field(line, LogField::seconds));
  if (const auto us = number_in<double>(field(line, LogField::microseconds))) seconds = *us * 1e-6;
  if (!seconds || !std::isfinite(*seconds)) {
    if (tells_times()) ++without_time_;
    return 0;
  }
  if (*seconds > most) ++cut_;
  return std::min(*seconds, most);
}

std::string LogReader::connection_of(const LogLine& line, double logged) {
  if (format_.has(LogField::connection)) {
    std::string name(field(line, LogField::connection));
    std::replace(name.begin(), name.end(), ',', '.');
    if (!name.empty()) return name;
  }
  const std::string address(field(line, LogField::address));
  if (address.empty()) return fmt::format("c{}", ++connections_);
  const auto [client, added] = clients_.try_emplace(address);
  if (added || logged - client->second.last >= kept_alive_seconds)
    client->second.connection = ++connections_;
  client->second.last = logged;
  return fmt::format("c{}", client->second.connection);
}

void LogReader::take_method(std::string_view method, Entry& entry) {
  entry.put = method == "PUT" || method == "POST" || method == "PATCH";
  if (entry.put) return;
  entry.body_bytes = 0;
  if (method == "GET" || method == "HEAD") return;
  constexpr std::size_t longest = 20;
  std::string name(method.substr(0, longest));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c < '!' || c > '~'; }, '?');
  ++taken_for_get_[name];
}

std::vector<std::string> LogReader::remarks() const {
  std::vector<std::string> remarks;
  const auto has = [this](LogField name) { return format_.has(name); };
  if (!has(LogField::epoch_seconds))
    remarks.emplace_back("times are whole seconds: the requests of a second are spread over it");
  if (!tells_times())
    remarks.emplace_back("no time that a request took ($request_time, %D): demand_seconds are 0");
  if (!has(LogField::body_bytes)) {
    remarks.emplace_back(has(LogField::request_bytes)
                             ? "no $content_length: bodies are as long as whole requests"
                             : "no length of requests ($request_length, %I): bodies are empty");
  }
  if (!has(LogField::connection)) {
    remarks.emplace_back(
        has(LogField::address)
            ? "no $connection: an address keeps one, until 75 s pass without a request"
            : "neither $connection nor an address: each request has its own");
  }
  for (const auto& [method, count] : taken_for_get_)
    remarks.push_back(fmt::format("{} x {} became GET", count, method));
  if (without_time_ > 0)
    remarks.push_back(format_count(without_time_, "request") +
                      " without a time taken: demand_seconds are 0");
  if (without_length_ > 0)
    remarks.push_back(format_count(without_length_, "request") +
                      " without a length: bodies are empty");
  if (cut_ > 0)
    remarks.push_back(format_count(cut_, "request") + " took over 10 s: cut down to that");
  if (skipped_ > 0)
    remarks.push_back(
        fmt::format("{} of {} lines are not in the format, the first is line {}: left out",
                    skipped_, line_, first_skipped_));
  return remarks;
}

/// Those of one second, in their order, get a share of it each.
void spread_over_seconds(std::vector<Entry>& entries) {
  for (std::size_t first = 0, end = 0; first < entries.size(); first = end) {
    while (end < entries.size() && entries[end].logged == entries[first].logged) ++end;
    const double share = 1.0 / static_cast<double>(end - first);
    for (std::size_t i = first; i < end; ++i)
      entries[i].logged += share * static_cast<double>(i - first);
  }
}

double began(const Entry& entry) {
  return entry.logged - entry.took;
}

std::string csv_of(const std::vector<Entry>& entries) {
  std::string csv(trace_columns);
  csv += '\n';
  for (const Entry& entry : entries) {
    csv += fmt::format("{:.6f},{},{},{},{:.6f}\n", began(entry) - began(entries.front()),
                       entry.connection, entry.put ? "PUT" : "GET", entry.body_bytes, entry.took);
  }
  return csv;
}

}  // namespace

std::optional<double> logged_seconds(LogField kind, std::string_view text) {
  constexpr double latest = 4e9;  // in 2096
  std::optional<double> seconds;
  if (kind == LogField::epoch_seconds) {
    seconds = number_in<double>(text);
  } else if (kind == LogField::iso_time && text.size() >= 20) {
    seconds = seconds_of(digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2),
                         text.substr(11, 8), text.substr(19));
  } else if (kind == LogField::local_time && text.size() == 26) {
    seconds = seconds_of(digits_at(text, 7, 4), month_in(text.substr(3, 3)), digits_at(text, 0, 2),
                         text.substr(12, 8), text.substr(21));
  }
  return seconds && *seconds >= 0 && *seconds <= latest ? seconds : std::nullopt;
}

LoggedTrace trace_of_log(std::istream& log, const LogFormat& format) {
  LogReader reader(format);
  std::vector<Entry> entries = reader.read(log);
  const auto by = [](auto key) {
    return [key](const Entry& a, const Entry& b) { return key(a) < key(b); };
  };
  if (!format.has(LogField::epoch_seconds)) {
    std::stable_sort(entries.begin(), entries.end(),
                     by([](const Entry& one) { return one.logged; }));
    spread_over_seconds(entries);
  }
  std::stable_sort(entries.begin(), entries.end(), by(&began));
  return {entries.empty() ? std::string() : csv_of(entries), reader.remarks()};
}

}  // namespace dispatchbench::workload
