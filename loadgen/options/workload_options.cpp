#include "loadgen/options/workload_options.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "workload/demand.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr unsigned most_auto_connections = 10'000;

/// What a mix says for each of its groups, and a trace for each of its requests.
constexpr const char* told_by_a_mix[] = {
    "requests", "connections", "rate",  "arrivals", "skew",
    "demand",   "think",       "split", "method",   "requests-per-connection",
    "body-size"};

std::ifstream opened(const OptionValues& values, const char* name) {
  std::ifstream file(values.text(name), std::ios::binary);
  // A folder can be opened, and not be read.
  if (!file || file.peek() == std::ifstream::traits_type::eof())
    values.refuse(name, "a file that can be read and is not empty");
  return file;
}

void refuse_beside(const OptionValues& values, std::span<const char* const> others,
                   const char* name) {
  for (const char* other : others) {
    if (values.given(other)) values.refuse(other, fmt::format("no --{} beside it", name));
  }
}

void read_mix(const OptionValues& values, Options& options) {
  refuse_beside(values, told_by_a_mix, "mix");
  options.mix_file = values.text("mix");
  std::ifstream file = opened(values, "mix");
  options.mix_text.assign(std::istreambuf_iterator<char>(file), {});
  options.mix = workload::parse_mix(options.mix_text, fmt::format("--mix {}", options.mix_file));
  options.connections = 0;
  options.requests = 0;
  for (const workload::Group& group : options.mix) {
    options.connections += group.connections;
    options.requests += group.requests.value_or(0);
    if (!group.requests && !options.duration)
      values.refuse("mix",
                    fmt::format("requests of group {}, or --duration beside it", group.name));
  }
}

void read_trace(const OptionValues& values, Options& options) {
  refuse_beside(values, told_by_a_mix, "trace");
  if (values.has("mix")) values.refuse("trace", "no --mix beside it");
  if (options.duration) values.refuse("trace", "no --duration beside it");
  options.trace_file = values.text("trace");
  std::ifstream file = opened(values, "trace");
  options.trace = std::make_shared<const workload::Trace>(
      workload::read_trace(file, fmt::format("--trace {}", options.trace_file)));
  if (values.has("speed")) options.speed = values.number("speed");
  options.requests = options.trace->requests.size();
  options.connections = options.trace->places;
}

/// An option whose text a parser takes or not.
template <typename Parse>
auto parsed(const OptionValues& values, const char* name, Parse parse, std::string_view syntax) {
  const auto value = parse(values.text(name));
  if (!value) values.refuse(name, syntax);
  return *value;
}

void read_connections(const OptionValues& values, Options& options) {
  options.connections = static_cast<unsigned>(values.count("threads"));
  if (!values.has("connections")) return;
  options.auto_connections = values.text("connections") == "auto";
  if (options.auto_connections && !values.has("rate"))
    values.refuse("connections", "--rate beside it, or a whole number");
  options.connections = options.auto_connections
                            ? most_auto_connections
                            : static_cast<unsigned>(values.count("connections"));
}

void read_open_loop(const OptionValues& values, Options& options) {
  for (const char* name : {"arrivals", "skew"}) {
    if (values.given(name) && !values.has("rate")) values.refuse(name, "--rate beside it");
  }
  if (!values.has("rate")) return;
  options.rate = values.number("rate");
  if (values.has("think")) values.refuse("think", "no --rate beside it");
  options.arrivals =
      parsed(values, "arrivals", &workload::ArrivalShape::parse, workload::arrivals_syntax);
  if (!values.has("skew")) return;
  options.spread = parsed(values, "skew", &workload::SpreadShape::parse, workload::spread_syntax);
  if (options.auto_connections || values.text("split") == "shared")
    values.refuse("skew", "a number of --connections and --split static beside it");
}

void read_one_group(const OptionValues& values, Options& options) {
  read_connections(values, options);
  read_open_loop(values, options);
  options.body_size =
      workload::distribution_option("body-size", values.text("body-size"), Quantity::size);
  options.method = *workload::parse_method(values.text("method"));
  options.requests_per_connection = values.count("requests-per-connection");
  if (values.has("think"))
    options.think = workload::distribution_option("think", values.text("think"), Quantity::time);
  if (values.has("demand"))
    options.demand = parsed(values, "demand", &workload::parse_demand, workload::demand_syntax());
}

/// What the transfers of a replay have in common: how large their bodies can be.
workload::Group group_of_trace(const workload::Trace& trace) {
  workload::Group group;
  group.connections = trace.places;
  std::uint64_t largest = 0;
  for (const workload::TracedRequest& request : trace.requests)
    largest = std::max(largest, request.body_bytes);
  group.body_size = *workload::Distribution::parse(fmt::format("{}B", largest), Quantity::size);
  return group;
}

}  // namespace

void read_workload(const OptionValues& values, Options& options) {
  if (values.has("speed") && !values.has("trace")) values.refuse("speed", "--trace beside it");
  if (values.has("trace")) return read_trace(values, options);
  if (values.has("mix")) return read_mix(values, options);
  read_one_group(values, options);
}

workload::Mix groups_of(const Options& options) {
  if (!options.mix.empty()) return options.mix;
  if (options.trace) return {group_of_trace(*options.trace)};
  workload::Group group;
  group.connections = options.connections;
  if (!options.duration) group.requests = options.requests;
  group.rate = options.rate;
  group.arrivals = options.arrivals;
  group.spread = options.spread;
  group.think = options.think;
  group.body_size = options.body_size;
  group.demand = options.demand;
  group.requests_per_connection = options.requests_per_connection;
  group.method = options.method;
  return {group};
}

bool is_open_loop(const Options& options) {
  if (options.mix.empty()) return options.rate > 0 || options.trace;
  return std::all_of(options.mix.begin(), options.mix.end(),
                     [](const workload::Group& group) { return group.rate > 0; });
}

double asked_rate(const Options& options) {
  double rate = options.rate;
  for (const workload::Group& group : options.mix) rate += group.rate;
  return rate;
}

}  // namespace dispatchbench::loadgen
