#include "experiments/runner/results/report_file.hpp"

#include <fmt/format.h>

#include "experiments/runner/results/latency.hpp"
#include "experiments/runner/results/result_file.hpp"

namespace dispatchbench::runner {
namespace {

/// Throw Json::exception where a figure of the run is missing or none.
void check_server_report(const Json& report) {
  for (const Json& worker : report.at("workers").get_ref<const Json::array_t&>()) {
    for (const char* figure : {"connections", "requests", "bytes", "busy_seconds"}) {
      worker.at(figure).get<double>();
    }
  }
}

void check_load_report(const Json& report) {
  for (const char* figure :
       {"started_ns", "finished_ns", "requests", "requests_per_second", "bytes_per_second"}) {
    report.at(figure).get<double>();
  }
  Latency().merge(report.at("histogram"));
}

template <class Check>
ReportFile read_report(const std::filesystem::path& file, Check check) {
  if (!std::filesystem::exists(file)) return {nullptr, "wrote no report"};
  auto content = try_read_json(file);
  if (!content) return {nullptr, "wrote a report that is not JSON"};
  if (const auto wrong = wrong_version(*content)) {
    return {nullptr, "wrote a report that " + *wrong};
  }
  try {
    check(*content);
  } catch (const Json::exception& error) {
    return {nullptr, fmt::format("wrote a report that makes no sense: {}", error.what())};
  }
  return {std::move(*content), std::nullopt};
}

}  // namespace

ReportFile read_server_report(const std::filesystem::path& file) {
  return read_report(file, check_server_report);
}

ReportFile read_load_report(const std::filesystem::path& file) {
  return read_report(file, check_load_report);
}

}  // namespace dispatchbench::runner
