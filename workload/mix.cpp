#include "workload/mix.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/command_line.hpp"
#include "base/json_text.hpp"
#include "base/units.hpp"
#include "workload/demand.hpp"

namespace dispatchbench::workload {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t most_requests = 1'000'000'000'000;

/// What a key expects, if it does not take the value.
using Refusal = std::optional<std::string>;

struct Key {
  std::string_view name;
  std::function<Refusal(Group&, const Json&)> read;
};

Refusal read_count(std::uint64_t& to, const Json& value, std::uint64_t least, std::uint64_t most) {
  const bool whole = value.is_number_unsigned();
  const std::uint64_t count = whole ? value.get<std::uint64_t>() : 0;
  if (!whole || count < least || count > most)
    return fmt::format("a whole number from {} to {}", least, most);
  to = count;
  return std::nullopt;
}

/// Something that parses from a text.
template <typename Value, typename Parse>
Refusal read_text(Value& to, const Json& value, Parse parse, std::string_view syntax) {
  if (value.is_string()) {
    if (const auto parsed = parse(value.get_ref<const std::string&>())) {
      to = *parsed;
      return std::nullopt;
    }
  }
  return std::string(syntax);
}

Refusal read_distribution(Distribution& to, const Json& value, Quantity quantity) {
  const auto parse = [quantity](std::string_view text) {
    return Distribution::parse(text, quantity);
  };
  return read_text(to, value, parse, distribution_syntax(quantity));
}

Refusal read_connections(Group& group, const Json& value) {
  std::uint64_t count = 0;
  if (auto refusal = read_count(count, value, 1, most_connections)) return refusal;
  group.connections = static_cast<std::uint32_t>(count);
  return std::nullopt;
}

Refusal read_requests(Group& group, const Json& value) {
  std::uint64_t count = 0;
  if (auto refusal = read_count(count, value, 1, most_requests)) return refusal;
  group.requests = count;
  return std::nullopt;
}

Refusal read_request_rate(Group& group, const Json& value) {
  constexpr double least = 0.001, most = 10e6;
  const double rate = value.is_number() ? value.get<double>() : 0;
  if (!(rate >= least && rate <= most)) return "requests a second, from 0.001 to 10000000";
  group.rate = rate;
  return std::nullopt;
}

Refusal read_demand(Group& group, const Json& value) {
  return read_text(group.demand, value, &parse_demand, demand_syntax());
}

Refusal read_name(Group& group, const Json& value) {
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) return "some text";
  group.name = value.get<std::string>();
  return std::nullopt;
}

const std::vector<Key>& keys() {
  static const std::vector<Key> all{
      {"name", read_name},
      {"connections", read_connections},
      {"requests", read_requests},
      {"rate", read_request_rate},
      {"arrivals",
       [](Group& group, const Json& value) {
         return read_text(group.arrivals, value, &ArrivalShape::parse, arrivals_syntax);
       }},
      {"skew",
       [](Group& group, const Json& value) {
         return read_text(group.spread, value, &SpreadShape::parse, spread_syntax);
       }},
      {"think",
       [](Group& group, const Json& value) {
         return read_distribution(group.think, value, Quantity::time);
       }},
      {"body-size",
       [](Group& group, const Json& value) {
         return read_distribution(group.body_size, value, Quantity::size);
       }},
      {"demand", read_demand},
      {"requests-per-connection",
       [](Group& group, const Json& value) {
         return read_count(group.requests_per_connection, value, 0, most_requests);
       }},
      {"method",
       [](Group& group, const Json& value) {
         return read_text(group.method, value, &parse_method, "PUT or GET");
       }},
      {"read-rate",
       [](Group& group, const Json& value) {
         return read_text(group.read_rate, value, &parse_rate, rate_syntax);
       }},
      {"write-rate",
       [](Group& group, const Json& value) {
         return read_text(group.write_rate, value, &parse_rate, rate_syntax);
       }},
  };
  return all;
}

std::string known_keys() {
  std::vector<std::string_view> names;
  for (const Key& key : keys()) names.push_back(key.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

/// What is wrong with keys that are right each by itself: {key, what it expects}.
std::optional<std::pair<std::string_view, std::string>> contradiction(const Json& group,
                                                                      const Group& read) {
  const bool open_loop = group.contains("rate");
  if (!group.contains("connections")) return {{"connections", "a whole number; it is missing"}};
  for (const std::string_view key : {"arrivals", "skew"}) {
    if (group.contains(key) && !open_loop) return {{key, "a rate beside it"}};
  }
  if (open_loop && group.contains("think")) return {{"think", "no rate beside it"}};
  if (read.method == Method::get && group.contains("write-rate"))
    return {{"write-rate", "the method PUT beside it"}};
  return std::nullopt;
}

[[noreturn]] void refuse(std::string_view where, std::string_view key, std::string_view expected) {
  throw UsageError(fmt::format("{}: {}: expected {}", where, key, expected));
}

Group read_group(const Json& json, std::size_t number, std::string_view source) {
  Group group;
  group.name = fmt::format("{}", number);
  std::string where = fmt::format("{}: group {}", source, number);
  if (!json.is_object()) throw UsageError(where + ": expected an object");
  const auto name = json.find("name");
  if (name != json.end() && name->is_string()) where.append(" ").append(json_text(*name));
  for (const auto& [key, value] : json.items()) {
    const auto known = std::find_if(keys().begin(), keys().end(),
                                    [&key = key](const Key& row) { return row.name == key; });
    if (known == keys().end()) refuse(where, json_text(Json(key)), "one of " + known_keys());
    if (const auto expected = known->read(group, value)) {
      throw UsageError(
          fmt::format("{}: {} {}: expected {}", where, key, json_text(value), *expected));
    }
  }
  if (const auto wrong = contradiction(json, group)) refuse(where, wrong->first, wrong->second);
  return group;
}

void check_together(const Mix& mix, std::string_view source) {
  std::uint64_t connections = 0;
  for (std::size_t i = 0; i < mix.size(); ++i) {
    connections += mix[i].connections;
    const auto same = std::find_if(mix.begin(), mix.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const Group& other) { return other.name == mix[i].name; });
    if (same == mix.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    refuse(fmt::format("{}: group {}", source, i + 1), "name", "one that no other group has");
  }
  if (connections <= most_connections) return;
  throw UsageError(fmt::format("{}: expected at most {} connections in all groups together", source,
                               most_connections));
}

}  // namespace

Mix parse_mix(std::string_view text, std::string_view source) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_array() || json.empty())
    throw UsageError(fmt::format("{}: expected a JSON list of groups of connections", source));
  Mix mix;
  for (const Json& group : json) mix.push_back(read_group(group, mix.size() + 1, source));
  check_together(mix, source);
  return mix;
}

}  // namespace dispatchbench::workload
