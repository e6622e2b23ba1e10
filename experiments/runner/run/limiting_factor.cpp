#include "experiments/runner/run/limiting_factor.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/affinity.hpp"
#include "experiments/runner/analysis/utilization.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double machine_idle = 0.05;
constexpr double processors_busy = 0.95;
constexpr double emulated_cores_busy = 0.9;
constexpr double uneven_time = 0.5;
constexpr double idle_cores = 0.25;

Json options_at(const Json& record, const char* side) {
  const Json& report = record.at(side).at("report");
  return report.is_object() ? report.value("options", Json::object()) : Json::object();
}

/// The processors that a program was pinned to; empty if to none.
std::vector<int> pinned(const Json& options) {
  const auto found = options.find("pin");
  if (found == options.end() || !found->is_string()) return {};
  return parse_cpu_list(found->get<std::string>()).value_or(std::vector<int>());
}

double window_seconds(const Json& load) {
  return (number_at(load, "finished_ns").value_or(0) - number_at(load, "started_ns").value_or(0)) /
         1e9;
}

bool overlap(const std::vector<int>& a, const std::vector<int>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](int cpu) { return std::find(b.begin(), b.end(), cpu) != b.end(); });
}

bool client_bound(const Json& record) {
  const auto servers = pinned(options_at(record, "server"));
  const auto clients = pinned(options_at(record, "load"));
  if (servers.empty() || clients.empty() || overlap(servers, clients)) return false;
  const Json& load = record.at("load").at("report");
  const double window = window_seconds(load);
  const auto client = number_at(load, "cpu_seconds");
  const auto server = number_at(record.at("server"), "cpu_seconds_in_load_window");
  if (!client || !server || window <= 0) return false;
  return *client >= processors_busy * window * static_cast<double>(clients.size()) &&
         *server < processors_busy * window * static_cast<double>(servers.size());
}

bool emulated(const Json& record) {
  const Json options = options_at(record, "server");
  return options.contains("emulate-core") || options.contains("emulate-request");
}

/// Cores that the workers could have kept busy, emulated or real.
std::optional<double> cores_given(const Json& record) {
  const auto threads = number_at(options_at(record, "server"), "threads");
  const auto processors = number_at(record.at("machine"), "processors");
  if (!threads || emulated(record)) return threads;
  if (!processors) return std::nullopt;
  return std::min(*threads, *processors);
}

/// Requests that come at a given rate leave cores idle whoever deals them out.
bool open_loop(const Json& record) {
  const Json load = options_at(record, "load");
  const auto rate = load.find("rate");
  return rate != load.end() && !rate->is_null();
}

bool strategy_bound(const Json& record, std::optional<double> machine_idle_share) {
  // A worker that did not run on a real core may have had to leave it to the client.
  if (!emulated(record) && machine_idle_share.value_or(0) < idle_cores) return false;
  if (open_loop(record)) return false;
  const auto cores = cores_given(record);
  const BusySamples samples = busy_samples_of(record);
  if (!cores || samples.busy.empty()) return false;
  const auto uneven = std::count_if(samples.busy.begin(), samples.busy.end(), [&](auto busy) {
    return busy > 0 && *cores - static_cast<double>(busy) >= idle_cores * *cores;
  });
  return static_cast<double>(uneven) >= uneven_time * static_cast<double>(samples.busy.size());
}

bool core_bound(const Json& record) {
  return emulated(record) &&
         number_at(utilization_of(record), "of_cores").value_or(0) >= emulated_cores_busy;
}

}  // namespace

std::string limiting_factor(const Json& record) {
  if (!record.at("load").at("report").is_object()) return {};
  const auto idle = number_at(record.at("machine"), "idle_fraction");
  if (idle && *idle < machine_idle) return "machine-bound";
  if (client_bound(record)) return "client-bound";
  if (strategy_bound(record, idle)) return "strategy-bound";
  if (core_bound(record)) return "core-bound";
  return idle ? "not-saturated" : std::string();
}

}  // namespace dispatchbench::runner
