// One finished run, as runs/NNN-<round>-<name>.json keeps it (results/schema/run.schema.json): one
// server, one load, and everything that is known about it afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/process/cpu_usage.hpp"
#include "experiments/runner/process/failure.hpp"
#include "experiments/runner/results/load_report.hpp"
#include "experiments/runner/results/run_id.hpp"
#include "experiments/runner/results/server_report.hpp"

namespace dispatchbench::runner {

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Failure>& failure) {
  field("what", failure.what);
  field("last_words", failure.last_words);
}

template <class Fields>
void list_fields(Fields& field, Bound<Fields, MachineUse>& use) {
  field.maybe("idle_fraction", use.idle_fraction);
  field.maybe("steal_fraction", use.steal_fraction);
  field.maybe("other_cpu_fraction", use.other_cpu_fraction);
  field.maybe("processors", use.processors);
}

struct ServerSide {
  std::vector<std::string> command;
  std::optional<int> exit_code;        ///< 128 + the signal if one ended it
  std::optional<ServerReport> report;  ///< nothing: it wrote none that makes sense, or no
                                       ///< thread of a peer was seen to serve
  std::optional<double> cpu_seconds;   ///< from the first measured request to the last answer
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, ServerSide>& server) {
  field("command", server.command);
  field("exit_code", server.exit_code);
  field("report", server.report);
  field("cpu_seconds_in_load_window", server.cpu_seconds);
}

struct LoadSide {
  std::vector<std::string> command;
  std::optional<int> exit_code;
  std::optional<LoadReport> report;  ///< nothing: it wrote none that makes sense
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, LoadSide>& load) {
  field("command", load.command);
  field("exit_code", load.exit_code);
  field("report", load.report);
}

struct MeasuredRun : RunId {
  std::string experiment;
  bool peer = false;
  std::optional<Failure> failure;             ///< nothing: it went well
  std::vector<std::string> earlier_failures;  ///< why, before the run was repeated
  std::int64_t started_ns = 0;                ///< start and stop of the server included
  std::int64_t finished_ns = 0;
  ServerSide server;
  LoadSide load;
  MachineUse machine;
  std::vector<std::string> flags;         ///< marks, see flags_of
  std::optional<std::string> limited_by;  ///< see limiting_factor; older runs lack it

  /// It went well; then the load's report is there.
  bool ok() const noexcept { return !failure; }
  double seconds() const noexcept { return static_cast<double>(finished_ns - started_ns) / 1e9; }
};

void to_json(Json& json, const MeasuredRun& run);
/// Reports come without their documents.
void from_json(const Json& json, MeasuredRun& run);

/// Once it is written: the documents of its reports may be megabytes.
void forget_documents(MeasuredRun& run);

/// Successful ones of one row at one point, or all there are; they outlive whoever holds this.
using Runs = std::vector<const MeasuredRun*>;

// Figures of a run that went well.

double load_seconds(
    const MeasuredRun& run);  ///< from the first measured request to the last answer
double requests_per_second(const MeasuredRun& run);
double bytes_per_second(const MeasuredRun& run);

/// Processor time for each GB that was sent, or for each request; nothing where that is not known.
struct CpuCosts {
  std::optional<double> server_per_gb;
  std::optional<double> client_per_gb;
  std::optional<double> server_per_request;
  std::optional<double> client_per_request;
};
CpuCosts cpu_costs(const MeasuredRun& run);

}  // namespace dispatchbench::runner
