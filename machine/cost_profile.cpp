#include "machine/cost_profile.hpp"

#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dispatchbench {
namespace {

using nlohmann::json;

constexpr const char* on_one_key = "costs_on_one_processor";

[[noreturn]] void refuse(const std::string& what) {
  throw std::runtime_error(what);
}

const json& member(const json& object, const std::string& key) {
  if (!object.is_object() || !object.contains(key)) refuse(fmt::format("{} is missing", key));
  return object.at(key);
}

/// Times below zero would run a core backwards, and a day is longer than any event takes.
double cost_in(const json& cost, const std::string& name, const char* key) {
  constexpr double most_ns = 86'400e9;
  const json& value = member(cost, key);
  if (!value.is_number() || !(value.get<double>() <= most_ns)) {
    refuse(fmt::format("{}.{}: expected nanoseconds", name, key));
  }
  return value.get<double>();
}

MeasuredCost cost_of(const json& costs, const std::string& set, std::string_view event) {
  const std::string name = fmt::format("{}.{}", set, event);
  if (!costs.is_object() || !costs.contains(event)) refuse(name + " is missing");
  const json& cost = costs.at(std::string(event));
  MeasuredCost measured{.ns = cost_in(cost, name, "ns"),
                        .low = cost_in(cost, name, "low"),
                        .high = cost_in(cost, name, "high")};
  if (measured.ns < 0) refuse(name + ".ns: expected no less than 0");
  return measured;
}

MeasuredCosts costs_in(const json& profile, const std::string& set) {
  const json& costs = member(profile, set);
  MeasuredCosts measured{};
  for (const EventRow& row : events()) {
    if (row.later && costs.is_object() && !costs.contains(row.name)) continue;
    measured[static_cast<std::size_t>(row.event)] = cost_of(costs, set, row.name);
  }
  return measured;
}

nlohmann::ordered_json to_json(const MeasuredCosts& costs) {
  nlohmann::ordered_json document;
  for (const EventRow& row : events()) {
    const MeasuredCost& cost = costs[static_cast<std::size_t>(row.event)];
    document[std::string(row.name)] = {{"ns", cost.ns}, {"low", cost.low}, {"high", cost.high}};
  }
  return document;
}

Costs costs_of(const MeasuredCosts& measured) noexcept {
  Costs nominal;
  for (std::size_t i = 0; i < event_count; ++i) nominal.ns[i] = measured[i].ns;
  return nominal;
}

std::string text_in(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_string()) refuse(fmt::format("measured_on.{}: expected a text", key));
  return value.get<std::string>();
}

}  // namespace

Costs CostProfile::costs() const noexcept {
  return costs_of(measured);
}

Costs CostProfile::costs_on(unsigned cores, bool client_shares) const noexcept {
  Costs nominal = costs();
  if (!client_shares || !measured_on_one || cores == 0) return nominal;
  const Costs on_one = costs_of(*measured_on_one);
  for (const EventRow& row : events()) {
    if (!row.byte && cores > 1) continue;
    const double apart = nominal.of(row.event);
    nominal.set(row.event, apart + (on_one.of(row.event) - apart) / cores);
  }
  return nominal;
}

CostProfile parse_cost_profile(const json& json) {
  const auto& version = member(json, "schema_version");
  if (version != CostProfile::schema_version) {
    refuse(fmt::format("schema_version {}: expected {}; measure anew with bench calibrate",
                       version.dump(), CostProfile::schema_version));
  }
  CostProfile profile;
  const auto& host = member(json, "measured_on");
  profile.cpu = text_in(host, "cpu");
  profile.kernel = text_in(host, "kernel");
  const auto& processors = member(host, "processors");
  if (!processors.is_number_unsigned()) refuse("measured_on.processors: expected a whole number");
  profile.processors = processors.get<unsigned>();
  profile.measured = costs_in(json, "costs");
  if (json.contains(on_one_key)) profile.measured_on_one = costs_in(json, on_one_key);
  return profile;
}

CostProfile read_cost_profile(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) refuse("cannot be read");
  const json parsed = json::parse(stream, nullptr, false);
  if (parsed.is_discarded()) refuse("is no JSON");
  return parse_cost_profile(parsed);
}

nlohmann::ordered_json to_json(const CostProfile& profile) {
  nlohmann::ordered_json document{
      {"schema_version", CostProfile::schema_version},
      {"measured_on",
       {{"cpu", profile.cpu}, {"processors", profile.processors}, {"kernel", profile.kernel}}},
      {"costs", to_json(profile.measured)}};
  if (profile.measured_on_one) document[on_one_key] = to_json(*profile.measured_on_one);
  return document;
}

}  // namespace dispatchbench
