#include "experiments/runner/spec/available.hpp"

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "experiments/runner/process/own_network.hpp"
#include "experiments/runner/spec/combination.hpp"

namespace dispatchbench::runner {
namespace {

/// Null if it is available, or unknown.
const Backend* unavailable(const Json& name, const std::vector<Backend>& backends) {
  if (!name.is_string()) return nullptr;
  const Backend* const backend = find_named(backends, name.get<std::string>());
  return backend != nullptr && backend->unavailable ? backend : nullptr;
}

/// Without the values of a key of vary that `why_not` has something against.
template <typename WhyNot>
void leave_out(AvailableSpec& available, const char* key, WhyNot why_not) {
  const Json::json_pointer varied(fmt::format("/vary/{}", key));
  if (!available.spec.contains(varied) || !available.spec[varied].is_array()) return;
  Json kept = Json::array();
  std::vector<std::string> notes;
  for (const Json& value : available.spec[varied]) {
    if (const std::optional<std::string> reason = why_not(value)) {
      notes.push_back(fmt::format("{} {} is left out, for {}", key, plain_text(value), *reason));
    } else {
      kept.push_back(value);
    }
  }
  if (kept.empty()) return;
  available.spec[varied] = std::move(kept);
  available.notes.insert(available.notes.end(), notes.begin(), notes.end());
}

/// What this machine has anyway needs no network of its own.
std::optional<std::string> why_no_network(const Json& tcp_migrate_req) {
  const std::string& reason = OwnNetwork::why_not();
  if (reason.empty() || plain_text(tcp_migrate_req) == tcp_migrate_req_here()) return std::nullopt;
  return fmt::format("this process cannot have a network of its own ({})", reason);
}

void refuse_network(const Combination& combination) {
  if (!combination.reload || !combination.reload->tcp_migrate_req) return;
  const Json value = *combination.reload->tcp_migrate_req;
  const auto reason = why_no_network(value);
  if (!reason) return;
  throw UsageError("row {}: reload.tcp_migrate_req {}: expected {}, for {}", combination.row.name,
                   plain_text(value), tcp_migrate_req_here(), *reason);
}

}  // namespace

AvailableSpec available_part(Json spec, const std::vector<Backend>& backends) {
  AvailableSpec available{std::move(spec), {}};
  leave_out(available, "server.backend", [&](const Json& value) -> std::optional<std::string> {
    const Backend* const missing = unavailable(value, backends);
    return missing == nullptr ? std::nullopt : missing->unavailable;
  });
  leave_out(available, "reload.tcp_migrate_req", why_no_network);
  return available;
}

void refuse_unavailable(const Experiment& experiment, const std::vector<Backend>& backends) {
  for (const Combination& combination : combinations_of(experiment)) {
    refuse_network(combination);
    const Backend* const missing =
        unavailable(combination.server.value("backend", Json()), backends);
    if (missing == nullptr) continue;
    throw UsageError("row {}: server.backend \"{}\": expected another, for {}",
                     combination.row.name, missing->name, *missing->unavailable);
  }
}

}  // namespace dispatchbench::runner
