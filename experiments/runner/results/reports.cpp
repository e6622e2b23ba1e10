#include "experiments/runner/results/reports.hpp"

#include <stdexcept>

#include "base/whole.hpp"

namespace dispatchbench::runner {
namespace {

template <class Report>
const Json& document_of(const Report& report) {
  if (report.document.is_null()) throw std::logic_error("a report without its document");
  return report.document;
}

/// Of dispatch_server nothing is hidden, as it may be of a peer.
void check(const ServerReport& report) {
  for (const WorkerReport& worker : report.workers) {
    if (worker.connections && worker.requests && worker.bytes) continue;
    throw Json::other_error::create(501, "a worker lacks a count", &report.document);
  }
}

void check(const LoadReport&) {}

template <class Report>
ReportFile<Report> read_report(const std::filesystem::path& file) {
  const auto text = read_whole(file);
  if (!text) return {{}, "wrote no report"};
  Json content = Json::parse(*text, nullptr, false);
  if (content.is_discarded()) return {{}, "wrote a report that is not JSON"};
  if (const auto wrong = wrong_version(content)) return {{}, "wrote a report that " + *wrong};
  try {
    auto report = with_document<Report>(std::move(content));
    check(report);
    return {std::move(report), ""};
  } catch (const Json::exception& error) {
    return {{}, fmt::format("wrote a report that makes no sense: {}", error.what())};
  }
}

}  // namespace

void to_json(Json& json, const LoadReport& report) {
  json = document_of(report);
}

void to_json(Json& json, const ServerReport& report) {
  json = document_of(report);
}

ReportFile<ServerReport> read_server_report(const std::filesystem::path& file) {
  return read_report<ServerReport>(file);
}

ReportFile<LoadReport> read_load_report(const std::filesystem::path& file) {
  return read_report<LoadReport>(file);
}

ServerReport report_of_peer(const std::string& name, const Json& options,
                            const ObservedThreads& seen) {
  Json workers = Json::array(), busy = Json::array(), others = Json::array();
  for (const ObservedThreads::Worker& worker : seen.workers) {
    Json row{{"index", workers.size()}};
    for (const char* key : {"connections", "requests", "bytes", "wakeups", "steals",
                            "voluntary_switches", "involuntary_switches"}) {
      row[key] = nullptr;
    }
    row.update(Json{{"busy_seconds", worker.cpu_seconds},
                    {"cpu_seconds", worker.cpu_seconds},
                    {"emulated_seconds", 0}});
    workers.push_back(std::move(row));
    busy.push_back(worker.busy);
  }
  for (const auto& [thread, seconds] : seen.other_threads) {
    others.push_back({{"name", thread}, {"cpu_seconds", seconds}});
  }
  Json document{{"schema_version", schema_version},
                {"strategy", name},
                {"backend", nullptr},
                {"threads", options.value("threads", Json(workers.size()))},
                {"options", options},
                {"dispatch_delay", Json::object()},
                {"started_ns", seen.started_ns},
                {"stopped_ns", seen.stopped_ns},
                {"workers", std::move(workers)},
                {"other_threads", std::move(others)},
                {"timeline",
                 {{"start_ns", seen.started_ns},
                  {"interval_ns", seen.interval_ns},
                  {"busy", std::move(busy)},
                  {"connections", Json::array()},
                  {"bytes", Json::array()}}}};
  return with_document<ServerReport>(std::move(document));
}

}  // namespace dispatchbench::runner
