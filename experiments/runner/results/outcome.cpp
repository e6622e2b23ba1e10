#include "experiments/runner/results/outcome.hpp"

#include "experiments/runner/analysis/ceiling.hpp"
#include "experiments/runner/analysis/utilization.hpp"
#include "experiments/runner/run/limiting_factor.hpp"

namespace dispatchbench::runner {
namespace {

std::optional<double> per_gigabyte(std::optional<double> seconds, std::optional<double> bytes) {
  if (!seconds || !bytes || *bytes <= 0) return std::nullopt;
  return *seconds / (*bytes / 1e9);
}

std::optional<double> per_request(std::optional<double> seconds, std::optional<double> requests) {
  if (!seconds || !requests || *requests <= 0) return std::nullopt;
  return *seconds / *requests;
}

void read_costs(Outcome& outcome, const Json& server, const Json& load) {
  const auto bytes = number_at(load, "bytes_sent");
  const auto requests = number_at(load, "requests");
  const auto server_seconds = number_at(server, "cpu_seconds_in_load_window");
  const auto client_seconds = number_at(load, "cpu_seconds");
  outcome.server_cpu_seconds_per_gb = per_gigabyte(server_seconds, bytes);
  outcome.client_cpu_seconds_per_gb = per_gigabyte(client_seconds, bytes);
  outcome.server_cpu_seconds_per_request = per_request(server_seconds, requests);
  outcome.client_cpu_seconds_per_request = per_request(client_seconds, requests);
}

double seconds_of(const Json& span) {
  return (span.at("finished_ns").get<double>() - span.at("started_ns").get<double>()) / 1e9;
}

Json numbers_of(const Json& report, const std::string& key) {
  Json numbers = Json::object();
  const Json object = report.is_object() ? report.value(key, Json::object()) : Json::object();
  for (const auto& [name, value] : object.items()) {
    if (value.is_number()) numbers[name] = value;
  }
  return numbers;
}

void read_results(Outcome& outcome, const Json& record) {
  const Json& server = record.at("server");
  const Json& load = record.at("load").at("report");
  outcome.load_seconds = seconds_of(load);
  outcome.requests_per_second = number_at(load, "requests_per_second").value_or(0);
  outcome.bytes_per_second = number_at(load, "bytes_per_second").value_or(0);
  read_costs(outcome, server, load);
  outcome.latency.merge(load.value("histogram", Json()));
  outcome.utilization = utilization_of(record);
  outcome.dispatch_delay = numbers_of(server.at("report"), "dispatch_delay");
  outcome.shares = shares_of(server.at("report"));
  outcome.emulated_ceiling = emulated_ceiling(server.at("report"), load);
  // Runs of earlier versions do not say it themselves.
  outcome.limited_by =
      record.contains("limited_by") ? record.value("limited_by", "") : limiting_factor(record);
}

}  // namespace

Outcome read_outcome(const Json& record) {
  Outcome outcome;
  outcome.index = record.at("index").get<unsigned>();
  outcome.round = record.at("round").get<unsigned>();
  outcome.name = record.at("name").get<std::string>();
  outcome.point = record.at("point");
  outcome.ok = record.at("status") == "ok";
  outcome.earlier_failures =
      record.value("earlier_failures", Json::array()).get<std::vector<std::string>>();
  outcome.flags = record.at("flags").get<std::vector<std::string>>();
  outcome.seconds = seconds_of(record);
  if (outcome.ok) {
    read_results(outcome, record);
  } else {
    outcome.failure = record.at("failure").value("what", "");
  }
  return outcome;
}

}  // namespace dispatchbench::runner
