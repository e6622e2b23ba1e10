#include "experiments/runner/spec/available.hpp"

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "experiments/runner/spec/combination.hpp"

namespace dispatchbench::runner {
namespace {

/// Null if it is available, or unknown.
const Backend* unavailable(const Json& name, const std::vector<Backend>& backends) {
  if (!name.is_string()) return nullptr;
  const Backend* const backend = find_named(backends, name.get<std::string>());
  return backend != nullptr && backend->unavailable ? backend : nullptr;
}

}  // namespace

AvailableSpec available_part(Json spec, const std::vector<Backend>& backends) {
  const Json::json_pointer varied("/vary/server.backend");
  AvailableSpec available{std::move(spec), {}};
  if (!available.spec.contains(varied) || !available.spec[varied].is_array()) return available;
  Json kept = Json::array();
  for (const Json& value : available.spec[varied]) {
    if (const Backend* const missing = unavailable(value, backends)) {
      available.notes.push_back(fmt::format("server.backend {} is left out, for {}", missing->name,
                                            *missing->unavailable));
    } else {
      kept.push_back(value);
    }
  }
  if (kept.empty()) return {std::move(available.spec), {}};
  available.spec[varied] = std::move(kept);
  return available;
}

void refuse_unavailable(const Experiment& experiment, const std::vector<Backend>& backends) {
  for (const Combination& combination : combinations_of(experiment)) {
    const Backend* const missing =
        unavailable(combination.server.value("backend", Json()), backends);
    if (missing == nullptr) continue;
    throw UsageError(fmt::format("row {}: server.backend \"{}\": expected another, for {}",
                                 combination.row.name, missing->name, *missing->unavailable));
  }
}

}  // namespace dispatchbench::runner
