#include "experiments/runner/outcome.hpp"

#include "experiments/runner/utilization.hpp"

namespace dispatchbench::runner {
namespace {

std::optional<double> per_gigabyte(std::optional<double> seconds, std::optional<double> bytes) {
  if (!seconds || !bytes || *bytes <= 0) return std::nullopt;
  return *seconds / (*bytes / 1e9);
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
  outcome.requests_per_second = number_at(load, "requests_per_second").value_or(0);
  outcome.bytes_per_second = number_at(load, "bytes_per_second").value_or(0);
  const auto bytes = number_at(load, "bytes_sent");
  outcome.server_cpu_seconds_per_gb =
      per_gigabyte(number_at(server, "cpu_seconds_in_load_window"), bytes);
  outcome.client_cpu_seconds_per_gb = per_gigabyte(number_at(load, "cpu_seconds"), bytes);
  outcome.latency.merge(load.value("histogram", Json()));
  outcome.utilization = utilization_of(record);
  outcome.dispatch_delay = numbers_of(server.at("report"), "dispatch_delay");
  outcome.shares = shares_of(server.at("report"));
}

}  // namespace

Outcome read_outcome(const Json& record) {
  Outcome outcome;
  outcome.index = record.at("index").get<unsigned>();
  outcome.round = record.at("round").get<unsigned>();
  outcome.name = record.at("name").get<std::string>();
  outcome.point = record.at("point");
  outcome.ok = record.at("status") == "ok";
  outcome.flags = record.at("flags").get<std::vector<std::string>>();
  outcome.seconds =
      (record.at("finished_ns").get<double>() - record.at("started_ns").get<double>()) / 1e9;
  if (outcome.ok) {
    read_results(outcome, record);
  } else {
    outcome.failure = record.at("failure").value("what", "");
  }
  return outcome;
}

}  // namespace dispatchbench::runner
