#include "experiments/runner/results/run_files.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "experiments/runner/results/result_file.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// Of dispatch_server nothing is hidden, as it may be of a peer.
void check(const ServerReport& report) {
  for (const WorkerReport& worker : report.workers) {
    if (worker.connections && worker.requests && worker.bytes) continue;
    throw Json::other_error::create(501, "a worker lacks a count", &report.document);
  }
}

void check(const LoadReport&) {}

template <class Report>
ReportFile<Report> read_report(const fs::path& file) {
  if (!fs::exists(file)) return {{}, "wrote no report"};
  auto content = try_read_json(file);
  if (!content) return {{}, "wrote a report that is not JSON"};
  if (const auto wrong = wrong_version(*content)) return {{}, "wrote a report that " + *wrong};
  try {
    auto report = content->get<Report>();
    report.document = std::move(*content);
    check(report);
    return {std::move(report), ""};
  } catch (const Json::exception& error) {
    return {{}, fmt::format("wrote a report that makes no sense: {}", error.what())};
  }
}

}  // namespace

MeasuredRun read_run(const fs::path& file) {
  const Json content = read_result_file(file);
  return as_written(file, [&] { return content.get<MeasuredRun>(); });
}

std::vector<MeasuredRun> read_runs(const fs::path& folder) {
  std::vector<MeasuredRun> runs;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder / "runs", missing)) {
    if (entry.path().extension() == ".json") runs.push_back(read_run(entry.path()));
  }
  std::sort(runs.begin(), runs.end(),
            [](const MeasuredRun& a, const MeasuredRun& b) { return a.index < b.index; });
  return runs;
}

ReportFile<ServerReport> read_server_report(const fs::path& file) {
  return read_report<ServerReport>(file);
}

ReportFile<LoadReport> read_load_report(const fs::path& file) {
  return read_report<LoadReport>(file);
}

}  // namespace dispatchbench::runner
