#include "experiments/runner/run_check.hpp"

#include <fmt/format.h>

namespace dispatchbench::runner {
namespace {

constexpr double least_idle = 0.10;
constexpr double most_overshoot = 0.02;
constexpr double most_steal = 0.02;
constexpr double most_others = 0.10;

std::optional<double> server_bytes(const Json& report) {
  if (!report.is_object() || !report.contains("workers")) return std::nullopt;
  double bytes = 0;
  for (const Json& worker : report.at("workers")) {
    const auto own = number_at(worker, "bytes");
    if (!own) return std::nullopt;  // a peer's, which cannot be seen from outside
    bytes += *own;
  }
  return bytes;
}

bool sleeps_overshot(const Json& report) {
  if (!report.is_object() || !report.contains("emulation")) return false;
  const Json& emulation = report.at("emulation");
  const double slept = number_at(emulation, "slept_seconds").value_or(0);
  return number_at(emulation, "overshoot_seconds").value_or(0) > most_overshoot * slept;
}

}  // namespace

std::optional<std::string> byte_mismatch(const Json& load_options, const Json& server_report,
                                         const Json& load_report) {
  if (load_options.value("method", "PUT") != "PUT") return std::nullopt;
  const auto counted = server_bytes(server_report);
  const auto sent = number_at(load_report, "bytes_sent");
  if (!counted || !sent) return std::nullopt;
  // Of a request without an answer, the server may have had any part; warm-up bytes are not told.
  const bool warmed = number_at(load_report.value("warmup", Json()), "requests").value_or(0) > 0;
  const double unanswered = number_at(load_report, "bytes_sent_unanswered").value_or(0);
  const bool enough = *counted >= *sent;
  if (enough && (warmed || *counted <= *sent + unanswered)) return std::nullopt;
  return fmt::format("the client sent {:.0f} bytes and the server counted {:.0f}", *sent, *counted);
}

std::vector<std::string> flags_of(const Json& server_options, const Json& load_options,
                                  const Json& record) {
  std::vector<std::string> flags;
  const Json& report = record.at("server").at("report");
  const Json& machine = record.at("machine");
  if (byte_mismatch(load_options, report, record.at("load").at("report"))) {
    flags.emplace_back("bytes-mismatch");
  }
  if (server_options.contains("emulate-core")) {
    if (number_at(machine, "idle_fraction").value_or(1) < least_idle) {
      flags.emplace_back("machine-busy");
    }
    if (sleeps_overshot(report)) flags.emplace_back("sleep-overshoot");
  }
  if (number_at(machine, "steal_fraction").value_or(0) > most_steal) {
    flags.emplace_back("cpu-stolen");
  }
  if (number_at(machine, "other_cpu_fraction").value_or(0) > most_others) {
    flags.emplace_back("others-busy");
  }
  return flags;
}

}  // namespace dispatchbench::runner
