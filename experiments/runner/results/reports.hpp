// What the two programs of a run say about it, as far as this program makes use of it: the load
// generator of its load (results/schema/load.schema.json), the server of its workers
// (server-report.schema.json).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/runner/process/thread_sampler.hpp"
#include "experiments/runner/results/fields.hpp"
#include "experiments/runner/results/latency.hpp"

namespace dispatchbench::runner {

/// What a document says, the document with it. Throws Json::exception if it makes no sense.
template <class Report>
Report with_document(Json document) {
  Report report = document.get<Report>();
  report.document = std::move(document);
  return report;
}

struct LoadOptions {
  std::optional<std::string> pin;
  std::optional<double> rate;  ///< of an open loop, whose requests come whoever deals them out
  Json connections;            ///< how many, or "auto"; null of a mix
  std::optional<std::string> demand;  ///< work that requests ask for
  std::optional<std::string> think;   ///< what lies between an answer and the next request
  std::optional<std::string> mix;     ///< a file of groups, each with options of its own
  std::optional<std::string> trace;   ///< a file of requests and their times
  std::optional<double> requests_per_connection;  ///< 0: any number

  /// Nothing where the load itself says how many.
  std::optional<double> connection_count() const {
    return connections.is_number() ? std::optional(connections.get<double>()) : std::nullopt;
  }
};
DISPATCHBENCH_FIELDS(LoadOptions, maybe(pin, rate, connections, demand, think, mix, trace),
                     maybe_as(requests_per_connection, "requests-per-connection"))

/// One thread of the client.
struct ClientThread {
  std::optional<double> cpu_share;  ///< of one processor
  double longest_gap_seconds = 0;   ///< in which none of its requests was answered
};
DISPATCHBENCH_FIELDS(ClientThread, maybe(cpu_share, longest_gap_seconds))

/// One connection's requests, one after the other.
struct SlotReport {
  std::uint64_t requests = 0;
  std::optional<std::uint32_t> worker;  ///< that its last connection came to, where that is known
};
DISPATCHBENCH_FIELDS(SlotReport, maybe(requests, worker))

struct WarmUpReport {
  double requests = 0;
};
DISPATCHBENCH_FIELDS(WarmUpReport, maybe(requests))

/// What the client was charged for on an emulated machine.
struct ClientEmulation {
  double charged_seconds = 0;
};
DISPATCHBENCH_FIELDS(ClientEmulation, maybe(charged_seconds))

/// One of several processes that loaded together.
struct LoadHost {
  std::string host;
  std::vector<std::string> bottlenecks;  ///< why it may have been the limit of its own part
};
DISPATCHBENCH_FIELDS(LoadHost, required(host, bottlenecks))

struct LoadReport {
  LoadOptions options;
  std::int64_t started_ns = 0;  ///< the first measured request
  std::int64_t finished_ns = 0;
  std::uint64_t requests = 0;  ///< answered
  double requests_per_second = 0;
  std::optional<double> asked_requests_per_second;  ///< of an open loop; older clients do not say
  double bytes_per_second = 0;
  std::optional<double> bytes_sent;
  double bytes_sent_unanswered = 0;
  std::optional<double> cpu_seconds;
  std::map<std::string, std::uint64_t> statuses;
  std::map<std::string, std::uint64_t> errors;  ///< requests without an answer, by their kind
  std::vector<ClientThread> threads;
  std::vector<SlotReport> slots;
  std::vector<LoadHost> hosts;  ///< empty: it was one process
  WarmUpReport warm_up;
  Latency latency;
  std::vector<std::string> at_least;  ///< percentiles that requests without an answer reach
  // Percentiles in seconds; empty where older clients, or the kernel, say nothing.
  std::map<std::string, double> first_answer;  ///< from right before a connect
  std::map<std::string, double> send_delay;    ///< of the client: due and not yet sent
  std::map<std::string, double> read_delay;    ///< likewise: received and not yet read
  std::optional<ClientEmulation> emulation;
  /// The whole of it, which a run's file keeps as it came. Null in a run that was read again: it
  /// may be megabytes.
  Json document;

  double seconds() const noexcept { return static_cast<double>(finished_ns - started_ns) / 1e9; }

  /// Requests/s that come whoever deals them out; nothing in a closed loop.
  std::optional<double> open_rate() const {
    return options.rate ? options.rate : asked_requests_per_second;
  }
};
DISPATCHBENCH_FIELDS(
    LoadReport, maybe(options, asked_requests_per_second),
    required(started_ns, finished_ns, requests, requests_per_second, bytes_per_second),
    maybe(bytes_sent, bytes_sent_unanswered, cpu_seconds, statuses, errors, threads, slots, hosts),
    maybe_as(warm_up, "warmup"), as(latency, "histogram"), maybe_as(at_least, "latency_at_least"),
    maybe_as(first_answer, "first_answer_seconds"), maybe_as(send_delay, "send_delay_seconds"),
    maybe_as(read_delay, "read_delay_seconds"), maybe(emulation))

/// A worker's figures; nothing where they cannot be seen from outside.
struct WorkerReport {
  std::optional<double> connections;
  std::optional<double> requests;
  std::optional<double> bytes;
  double busy_seconds = 0;
};
DISPATCHBENCH_FIELDS(WorkerReport, required(connections, requests, bytes, busy_seconds))

/// Threads of a name that are no workers; a peer's are seen from outside.
struct OtherThreads {
  std::string name;
  double cpu_seconds = 0;
  double emulated_seconds = 0;
};
DISPATCHBENCH_FIELDS(OtherThreads, maybe(name, cpu_seconds, emulated_seconds))

/// How the sleeps of emulated cores went.
struct EmulationReport {
  double slept_seconds = 0;
  double overshoot_seconds = 0;
  /// What of that was not made up for; older servers do not say it.
  std::optional<double> lost_seconds = {};
};
DISPATCHBENCH_FIELDS(EmulationReport, required(slept_seconds, overshoot_seconds),
                     maybe(lost_seconds))

/// How busy each worker was in each interval, from 0 to 1.
struct BusyTimeline {
  std::int64_t start_ns = 0;
  std::int64_t interval_ns = 0;           ///< 0: it says nothing
  std::vector<std::vector<double>> busy;  ///< a row a worker
  /// How often somebody looked in each interval whether a worker was idle while a request waited
  /// for another, and how often it was so. Empty where nobody looked.
  std::vector<double> looks;
  std::vector<double> idle_while_queued;
};
DISPATCHBENCH_FIELDS(BusyTimeline, maybe(start_ns, interval_ns, busy, looks, idle_while_queued))

/// The options that say which cores the workers had.
struct ServerOptions {
  std::optional<double> threads;
  std::optional<std::string> pin;
  std::optional<std::string> emulate_core;
  std::optional<std::string> emulate_request;
  std::optional<std::string> emulate_accept;
  std::optional<std::string> demand;
  std::optional<std::string> machine;  ///< the costs of an emulated one
  std::optional<double> machine_cores;

  bool emulates_cores() const noexcept {
    return emulate_core || emulate_request || machine || demand == "emulate";
  }
};
DISPATCHBENCH_FIELDS(ServerOptions, maybe(threads, pin, demand, machine),
                     maybe_as(emulate_core, "emulate-core"),
                     maybe_as(emulate_request, "emulate-request"),
                     maybe_as(emulate_accept, "emulate-accept"),
                     maybe_as(machine_cores, "machine-cores"))

struct ServerReport {
  ServerOptions options;
  std::optional<double> threads;
  std::int64_t started_ns = 0;
  std::int64_t stopped_ns = 0;
  std::vector<WorkerReport> workers;
  std::vector<OtherThreads> other_threads;
  std::map<std::string, double> dispatch_delay;  ///< its own percentiles, in seconds
  std::optional<EmulationReport> emulation;
  BusyTimeline timeline;
  Json document;  ///< as in LoadReport
};
DISPATCHBENCH_FIELDS(ServerReport, maybe(options, threads, started_ns, stopped_ns, workers,
                                         other_threads, dispatch_delay, emulation, timeline))

/// Both write `document`, which must be there; reading leaves it null.
void to_json(Json& json, const LoadReport& report);
void to_json(Json& json, const ServerReport& report);

/// Of a peer, in the form of dispatch_server's report; what cannot be seen from outside is null.
/// `options` are those that it was given.
ServerReport report_of_peer(const std::string& name, const Json& options,
                            const ObservedThreads& seen);

/// A report with its document; or why it cannot be made use of, as "wrote no report".
template <class Report>
struct ReportFile {
  std::optional<Report> report;
  std::string fault;  ///< empty: none
};

/// dispatch_server's, which counts all that its workers do.
ReportFile<ServerReport> read_server_report(const std::filesystem::path& file);

/// loadgen's.
ReportFile<LoadReport> read_load_report(const std::filesystem::path& file);

}  // namespace dispatchbench::runner
