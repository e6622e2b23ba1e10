#include "experiments/runner/run/run_check.hpp"

#include <fmt/format.h>

#include "base/units.hpp"
#include "experiments/runner/run/client_limit.hpp"
#include "experiments/runner/run/planned_load.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double least_idle = 0.10;
constexpr double most_overshoot = 0.02;
constexpr double most_steal = 0.02;
constexpr double most_others = 0.10;

std::optional<double> server_bytes(const MeasuredRun& run) {
  if (!run.server.report) return std::nullopt;
  double bytes = 0;
  for (const WorkerReport& worker : run.server.report->workers) {
    if (!worker.bytes) return std::nullopt;  // a peer's, which cannot be seen from outside
    bytes += *worker.bytes;
  }
  return bytes;
}

/// Whether more was overslept than the virtual clocks could make up for.
bool sleeps_overshot(const ServerReport& report) {
  if (!report.emulation) return false;
  const auto& [slept, overshoot, lost] = *report.emulation;
  return lost.value_or(overshoot) > most_overshoot * slept;
}

bool is_put(const Json& load_options) {
  return load_options.value("method", "PUT") == "PUT";
}

std::optional<double> fixed_body_size(const Json& load_options) {
  const auto size = load_options.find("body-size");
  if (size == load_options.end() || !size->is_string()) return std::nullopt;
  const auto bytes = parse_size(size->get<std::string>());
  return bytes ? std::optional(static_cast<double>(*bytes)) : std::nullopt;
}

std::optional<std::string> sent_other_than_asked(const Json& load_options, const LoadReport& load) {
  const auto size = fixed_body_size(load_options);
  const auto requests = static_cast<double>(load.requests);
  if (!size || !load.bytes_sent || *load.bytes_sent == *size * requests) return std::nullopt;
  return fmt::format("the client sent {:.0f} bytes, where {:.0f} requests of {:.0f} were asked for",
                     *load.bytes_sent, requests, *size);
}

std::optional<std::string> byte_mismatch(const Json& load_options, const MeasuredRun& run) {
  const LoadReport& load = *run.load.report;
  const auto counted = server_bytes(run);
  if (!counted || !load.bytes_sent) return std::nullopt;
  const double warm_ups = load.warm_up.requests;
  const auto size = fixed_body_size(load_options);
  const double least = *load.bytes_sent + (size ? warm_ups * *size : 0);
  const bool upper_known = size || warm_ups == 0;
  // Of a request without an answer, the server may have had any part.
  const double most = least + load.bytes_sent_unanswered;
  if (*counted >= least && (!upper_known || *counted <= most)) return std::nullopt;
  return fmt::format("the client sent {:.0f} bytes and the server counted {:.0f}", least, *counted);
}

std::optional<std::string> refused(const LoadReport& load) {
  for (const auto& [status, count] : load.statuses) {
    if (!status.starts_with('2') && count != 0) {
      return fmt::format("{} requests were answered {}", count, status);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> broken_by(const Json& load_options, const MeasuredRun& run,
                                     const UsageSamples& usage) {
  const LoadReport& load = *run.load.report;
  if (auto what = refused(load)) return what;
  if (is_put(load_options)) {
    if (auto what = sent_other_than_asked(load_options, load)) return what;
    if (auto what = byte_mismatch(load_options, run)) return what;
  }
  return clock_gap(usage);
}

std::vector<std::string> flags_of(const MeasuredRun& run) {
  std::vector<std::string> flags;
  if (run.server.report && run.server.report->options.emulates_cores()) {
    if (run.machine.idle_fraction.value_or(1) < least_idle) flags.emplace_back("machine-busy");
    if (sleeps_overshot(*run.server.report)) flags.emplace_back("sleep-overshoot");
  }
  if (run.machine.steal_fraction.value_or(0) > most_steal) flags.emplace_back("cpu-stolen");
  if (run.machine.throttlings.value_or(0) > 0) flags.emplace_back("throttled");
  if (run.machine.other_cpu_fraction.value_or(0) > most_others) flags.emplace_back("others-busy");
  // On an emulated machine's own cores it waits for them, and that is what is measured.
  if (run.load.report && !run.client_shares_cores() && !client_was_late(*run.load.report).empty()) {
    flags.emplace_back("client-late");
  }
  if (run.load.report && beyond_machine(run)) flags.emplace_back(beyond_machine_mark);
  return flags;
}

}  // namespace dispatchbench::runner
