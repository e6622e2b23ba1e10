// The options in force, for the report.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/units.hpp"
#include "servers/options.hpp"

namespace dispatchbench {

nlohmann::json to_json(const Options& options) {
  const HttpSettings& http = options.http;
  nlohmann::json json{{"strategy", options.strategy->name},
                      {"threads", options.threads},
                      {"listen", options.listen.to_string()},
                      {"rest", to_string(http.rest)},
                      {"copy", to_string(http.copy)},
                      {"backend", options.backend->name},
                      {"buffer-size", format_size(options.buffer_size)},
                      {"quantum", format_size(http.quantum)},
                      {"backlog", options.backlog},
                      {"sample-interval", format_duration(options.sample_interval)},
                      {"look-interval", format_duration(options.look_interval)},
                      {"header-timeout", format_duration(http.header_timeout)},
                      {"idle-timeout", format_duration(http.idle_timeout)},
                      {"body-timeout", format_duration(http.body_timeout)},
                      {"min-rate", format_size(static_cast<std::uint64_t>(http.least_rate)) + "/s"},
                      {"max-body", format_size(http.max_body)},
                      {"max-connections", http.max_connections},
                      {"drain-timeout", format_duration(options.drain_timeout)},
                      {"no-server-timing", !http.server_timing}};
  if (options.parts) {
    json["accept"] = options.parts->accept->name;
    json["placement"] = options.parts->placement->name;
    json["handoff"] = options.parts->handoff->name;
    json["afterwards"] = options.parts->afterwards->name;
    json["seed"] = options.seed;
    if (options.parts->accept->grouped) json["listeners"] = options.listeners;
    if (reads_loads(*options.parts)) {
      json["placement-delay"] = format_duration(options.placement_delay);
    }
  }
  if (options.share_port) json["share-port"] = options.take_over ? "take-over" : "beside";
  if (http.most_requests > 0) json["requests-per-connection"] = http.most_requests;
  if (options.store) {
    json["store"] = options.store->string();
  } else {
    json["null"] = true;
  }
  const SimpleCosts& costs = options.emulation;
  if (costs.bytes_per_second > 0) {
    json["emulate-core"] = format_size(static_cast<std::uint64_t>(costs.bytes_per_second)) + "/s";
  }
  if (costs.request_ns > 0) {
    json["emulate-request"] = format_duration(Nanoseconds(costs.request_ns));
  }
  if (costs.accept_ns > 0) json["emulate-accept"] = format_duration(Nanoseconds(costs.accept_ns));
  if (http.demand != DemandMode::ignore) json["demand"] = to_string(http.demand);
  if (options.machine()) {
    const nlohmann::json machine = to_json(options.machine_options);
    for (const auto& [name, value] : machine.items()) {
      if (!value.is_null()) json[name] = value;
    }
  }
  if (!options.pin.empty()) json["pin"] = fmt::format("{}", fmt::join(options.pin, ","));
  return json;
}

}  // namespace dispatchbench
