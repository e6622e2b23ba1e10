// What a server says about its workers (results/schema/server-report.schema.json): dispatch_server
// itself, or this program of a peer, as far as that can be seen from outside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

/// A worker's figures; nothing where they cannot be seen from outside.
struct WorkerReport {
  std::optional<double> connections;
  std::optional<double> requests;
  std::optional<double> bytes;
  double busy_seconds = 0;
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, WorkerReport>& worker) {
  field("connections", worker.connections);
  field("requests", worker.requests);
  field("bytes", worker.bytes);
  field("busy_seconds", worker.busy_seconds);
}

/// How the sleeps of emulated cores went.
struct EmulationReport {
  double slept_seconds = 0;
  double overshoot_seconds = 0;
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, EmulationReport>& emulation) {
  field("slept_seconds", emulation.slept_seconds);
  field("overshoot_seconds", emulation.overshoot_seconds);
}

/// How busy each worker was in each interval, from 0 to 1.
struct BusyTimeline {
  std::int64_t start_ns = 0;
  std::int64_t interval_ns = 0;           ///< 0: it says nothing
  std::vector<std::vector<double>> busy;  ///< a row a worker
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, BusyTimeline>& timeline) {
  field.maybe("start_ns", timeline.start_ns);
  field.maybe("interval_ns", timeline.interval_ns);
  field.maybe("busy", timeline.busy);
}

/// The options that say which cores the workers had.
struct ServerOptions {
  std::optional<double> threads;
  std::optional<std::string> pin;
  std::optional<std::string> emulate_core;
  std::optional<std::string> emulate_request;

  bool emulates_cores() const noexcept { return emulate_core || emulate_request; }
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, ServerOptions>& options) {
  field.maybe("threads", options.threads);
  field.maybe("pin", options.pin);
  field.maybe("emulate-core", options.emulate_core);
  field.maybe("emulate-request", options.emulate_request);
}

struct ServerReport {
  ServerOptions options;
  std::optional<double> threads;
  std::vector<WorkerReport> workers;
  std::map<std::string, double> dispatch_delay;  ///< its own percentiles, in seconds
  std::optional<EmulationReport> emulation;
  BusyTimeline timeline;
  /// The whole of it, which a run's file keeps as it came. Null in a run that was read again: it
  /// may be megabytes.
  Json document;
};

/// The figures; without `document`.
void from_json(const Json& json, ServerReport& report);

/// `document`, which must be there.
void to_json(Json& json, const ServerReport& report);

}  // namespace dispatchbench::runner
