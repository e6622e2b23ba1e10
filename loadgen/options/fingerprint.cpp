#include "loadgen/options/fingerprint.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>

#include <nlohmann/json.hpp>

namespace dispatchbench::loadgen {
namespace {

/// Of all that a row says, for its text may have come through a pipe and is not kept.
std::size_t hash_of(const workload::Trace& trace) {
  std::size_t hash = trace.places;
  const auto mix_in = [&hash](std::uint64_t value) {
    hash = std::hash<std::uint64_t>{}(hash * 1'099'511'628'211U + value);
  };
  for (const workload::TracedRequest& request : trace.requests) {
    mix_in(static_cast<std::uint64_t>(request.at_ns));
    mix_in(request.connection);
    mix_in(static_cast<std::uint64_t>(request.method));
    mix_in(request.last ? 1 : 0);
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
  // Whole, so that no key of a group can be forgotten here.
  if (!options.mix.empty()) text["text_of_mix"] = options.mix_text;
  if (options.trace) text["hash_of_trace"] = hash_of(*options.trace);
  return text.dump();
}

}  // namespace dispatchbench::loadgen
