// What loadgen says about the load (results/schema/load.schema.json).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/fields.hpp"
#include "experiments/runner/results/latency.hpp"

namespace dispatchbench::runner {

struct LoadOptions {
  std::optional<std::string> pin;
  std::optional<double> rate;  ///< of an open loop, whose requests come whoever deals them out
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, LoadOptions>& options) {
  field.maybe("pin", options.pin);
  field.maybe("rate", options.rate);
}

/// One connection's requests, one after the other.
struct SlotReport {
  double latency_sum_seconds = 0;
  double active_seconds = 0;  ///< from its first send to its last answer
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, SlotReport>& slot) {
  field.maybe("latency_sum_seconds", slot.latency_sum_seconds);
  field.maybe("active_seconds", slot.active_seconds);
}

struct WarmUpReport {
  double requests = 0;
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, WarmUpReport>& warm_up) {
  field.maybe("requests", warm_up.requests);
}

struct LoadReport {
  LoadOptions options;
  std::int64_t started_ns = 0;  ///< the first measured request
  std::int64_t finished_ns = 0;
  std::uint64_t requests = 0;  ///< answered
  double requests_per_second = 0;
  double bytes_per_second = 0;
  std::optional<double> bytes_sent;
  double bytes_sent_unanswered = 0;
  std::optional<double> cpu_seconds;
  std::map<std::string, std::uint64_t> statuses;
  std::vector<SlotReport> slots;
  WarmUpReport warm_up;
  Latency latency;
  /// The whole of it, as in ServerReport.
  Json document;

  double seconds() const noexcept { return static_cast<double>(finished_ns - started_ns) / 1e9; }
};

/// The figures; without `document`.
void from_json(const Json& json, LoadReport& report);

/// `document`, which must be there.
void to_json(Json& json, const LoadReport& report);

}  // namespace dispatchbench::runner
