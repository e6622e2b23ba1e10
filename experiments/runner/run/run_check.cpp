#include "experiments/runner/run/run_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/units.hpp"

namespace dispatchbench::runner {
namespace {

constexpr double least_idle = 0.10;
constexpr double most_overshoot = 0.02;
constexpr double most_steal = 0.02;
constexpr double most_others = 0.10;
constexpr double least_slot_use = 0.95;

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

bool is_put(const Json& load_options) {
  return load_options.value("method", "PUT") == "PUT";
}

std::optional<double> fixed_body_size(const Json& load_options) {
  const auto size = load_options.find("body-size");
  if (size == load_options.end() || !size->is_string()) return std::nullopt;
  const auto bytes = parse_size(size->get<std::string>());
  return bytes ? std::optional(static_cast<double>(*bytes)) : std::nullopt;
}

double warm_up_requests(const Json& load_report) {
  return number_at(load_report.value("warmup", Json()), "requests").value_or(0);
}

std::optional<std::string> sent_other_than_asked(const Json& load_options,
                                                 const Json& load_report) {
  const auto size = fixed_body_size(load_options);
  const auto requests = number_at(load_report, "requests");
  const auto sent = number_at(load_report, "bytes_sent");
  if (!size || !requests || !sent || *sent == *size * *requests) return std::nullopt;
  return fmt::format("the client sent {:.0f} bytes, where {:.0f} requests of {:.0f} were asked for",
                     *sent, *requests, *size);
}

std::optional<std::string> byte_mismatch(const Json& load_options, const Json& server_report,
                                         const Json& load_report) {
  const auto counted = server_bytes(server_report);
  const auto sent = number_at(load_report, "bytes_sent");
  if (!counted || !sent) return std::nullopt;
  // Of a request without an answer, the server may have had any part.
  const double unanswered = number_at(load_report, "bytes_sent_unanswered").value_or(0);
  const double warm_ups = warm_up_requests(load_report);
  const auto size = fixed_body_size(load_options);
  const double least = *sent + (size ? warm_ups * *size : 0);
  const bool upper_known = size || warm_ups == 0;
  if (*counted >= least && (!upper_known || *counted <= least + unanswered)) return std::nullopt;
  return fmt::format("the client sent {:.0f} bytes and the server counted {:.0f}", least, *counted);
}

std::optional<std::string> refused(const Json& load_report) {
  const Json statuses = load_report.value("statuses", Json::object());
  for (const auto& [status, count] : statuses.items()) {
    if (!status.starts_with('2') && count != 0) {
      return fmt::format("{} requests were answered {}", count.dump(), status);
    }
  }
  return std::nullopt;
}

/// Whether a slot of a closed loop lay idle for longer than its share.
bool client_late(const Json& load_options, const Json& load_report) {
  if (load_options.contains("rate") || !load_report.is_object()) return false;
  const Json slots = load_report.value("slots", Json::array());
  return std::any_of(slots.begin(), slots.end(), [](const Json& slot) {
    return number_at(slot, "latency_sum_seconds").value_or(0) <
           least_slot_use * number_at(slot, "active_seconds").value_or(0);
  });
}

}  // namespace

std::optional<std::string> broken_by(const Json& load_options, const Json& server_report,
                                     const Json& load_report, const UsageSamples& usage) {
  if (auto what = refused(load_report)) return what;
  if (is_put(load_options)) {
    if (auto what = sent_other_than_asked(load_options, load_report)) return what;
    if (auto what = byte_mismatch(load_options, server_report, load_report)) return what;
  }
  return clock_gap(usage);
}

std::vector<std::string> flags_of(const Json& server_options, const Json& load_options,
                                  const Json& record) {
  std::vector<std::string> flags;
  const Json& report = record.at("server").at("report");
  const Json& machine = record.at("machine");
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
  if (client_late(load_options, record.at("load").at("report"))) {
    flags.emplace_back("client-late");
  }
  return flags;
}

}  // namespace dispatchbench::runner
