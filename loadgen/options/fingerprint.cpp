#include "loadgen/options/fingerprint.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>

#include <nlohmann/json.hpp>

namespace dispatchbench::loadgen {
namespace {

std::size_t hash_of(const workload::Trace& trace) {
  std::size_t hash = trace.places;
  const auto mix_in = [&hash](std::uint64_t value) {
    hash = std::hash<std::uint64_t>{}(hash * 1'099'511'628'211U + value);
  };
  for (const workload::TracedRequest& request : trace.requests) {
    mix_in(static_cast<std::uint64_t>(request.at_ns));
    mix_in(request.place);
    mix_in(request.body_bytes);
    mix_in(request.demand_ns);
  }
  return hash;
}

}  // namespace

std::string fingerprint(const Options& options) {
  nlohmann::json text = to_json(options);
  text["version"] = DISPATCHBENCH_VERSION;
  for (const workload::Group& group : options.mix)
    text["groups"].push_back({group.name, group.connections, group.requests.value_or(0), group.rate,
                              group.body_size.text(), group.demand.text()});
  if (options.trace) text["hash_of_trace"] = hash_of(*options.trace);
  return text.dump();
}

}  // namespace dispatchbench::loadgen
