#include "experiments/runner/results/run.hpp"

#include <algorithm>

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

std::optional<double> ratio(std::optional<double> a, double b) {
  return a && b > 0 ? std::optional(*a / b) : std::nullopt;
}

}  // namespace

std::string RunId::file_name() const {
  return fmt::format("{:03}-{}-{}.json", index, round, name);
}

std::string RunId::row() const {
  return label(name, point);
}

bool MeasuredRun::marked(std::string_view mark) const {
  return std::ranges::find(flags, mark) != flags.end();
}

std::string label(const std::string& name, const Json& point) {
  std::string text = name;
  for (const auto& [key, value] : point.items()) {
    text += fmt::format(" {}={}", key.substr(key.find('.') + 1), plain_text(value));
  }
  return text;
}

void from_json(const Json& json, MeasuredRun& run) {
  read_fields(json, run);
  if (run.strategy.empty()) run.strategy = run.name;
  if (json.at("status") != run.status()) {
    throw Json::other_error::create(501, "status and failure contradict each other", &json);
  }
  if (run.ok() && !run.load.report) {
    throw Json::other_error::create(501, "a run that went well lacks its load's report", &json);
  }
}

void forget_documents(MeasuredRun& run) {
  if (run.server.report) run.server.report->document = nullptr;
  if (run.load.report) run.load.report->document = nullptr;
}

std::vector<MeasuredRun> read_runs(const fs::path& folder) {
  std::vector<MeasuredRun> runs;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder / "runs", missing)) {
    if (entry.path().extension() == ".json") runs.push_back(read_as<MeasuredRun>(entry.path()));
  }
  std::ranges::sort(runs, {}, &MeasuredRun::index);
  return runs;
}

double load_seconds(const MeasuredRun& run) {
  return run.load.report->seconds();
}

double requests_per_second(const MeasuredRun& run) {
  return run.load.report->requests_per_second;
}

double bytes_per_second(const MeasuredRun& run) {
  return run.load.report->bytes_per_second;
}

CpuCosts cpu_costs(const MeasuredRun& run) {
  const LoadReport& load = *run.load.report;
  const double gigabytes = load.bytes_sent.value_or(0) / 1e9;
  const auto requests = static_cast<double>(load.requests);
  // A simulated client takes no time; what it would take is not known.
  const auto client_seconds = run.simulated.value_or(false) ? std::nullopt : load.cpu_seconds;
  return {ratio(run.server.cpu_seconds, gigabytes), ratio(client_seconds, gigabytes),
          ratio(run.server.cpu_seconds, requests), ratio(client_seconds, requests)};
}

}  // namespace dispatchbench::runner
