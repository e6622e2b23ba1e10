// The options in force, for load.json.
#include <nlohmann/json.hpp>

#include "base/units.hpp"
#include "loadgen/options/options.hpp"

namespace dispatchbench::loadgen {
namespace {

nlohmann::json optional(bool given, const nlohmann::json& value) {
  return given ? value : nlohmann::json();
}

/// What a mix or a trace says instead is null.
nlohmann::json unless_told(const Options& options, const nlohmann::json& value) {
  return optional(options.mix.empty() && !options.trace, value);
}

nlohmann::json connections_json(const Options& options) {
  return options.auto_connections ? nlohmann::json("auto") : nlohmann::json(options.connections);
}

}  // namespace

nlohmann::json to_json(const Options& options) {
  const bool one_group = options.mix.empty() && !options.trace;
  nlohmann::json json{
      {"url", options.url_text},
      {"requests", optional(one_group && !options.duration, options.requests)},
      {"duration", optional(options.duration.has_value(),
                            format_duration(options.duration.value_or(Nanoseconds(0))))},
      {"threads", options.threads},
      {"connections", connections_json(options)},
      {"body-size", unless_told(options, options.body_size.text())},
      {"split", options.split == Split::fixed ? "static" : "shared"},
      {"requests-per-connection", unless_told(options, options.requests_per_connection)},
      {"rate", optional(options.rate > 0, options.rate)},
      {"arrivals", optional(options.rate > 0, options.arrivals.text())},
      {"skew", optional(options.spread.zipf.has_value(), options.spread.text())},
      {"demand", optional(!options.demand.none(), options.demand.text())},
      {"think", optional(!options.think.none(), options.think.text())},
      {"mix", optional(!options.mix_file.empty(), options.mix_file)},
      {"trace", optional(options.trace != nullptr, options.trace_file)},
      {"speed", optional(options.trace != nullptr, options.speed)},
      {"warmup", format_duration(options.warmup)},
      {"method", unless_told(options, to_string(options.method))},
      {"key-prefix", options.key_prefix},
      {"expect-continue", options.expect_continue},
      {"timeout", format_duration(options.timeout)},
      {"seed", options.seed},
      {"pin", optional(!options.pin.empty(), options.pin_text)},
      {"output", optional(!options.output.empty(), options.output.string())},
  };
  json.update(dispatchbench::to_json(options.machine));
  return json;
}

}  // namespace dispatchbench::loadgen
