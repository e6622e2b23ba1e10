#include "experiments/runner/analysis/ceiling.hpp"

#include <algorithm>

#include "base/units.hpp"
#include "experiments/runner/statistics/statistics.hpp"

namespace dispatchbench::runner {
namespace {

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Seconds that an emulated core is busy with a request of `bytes`; 0 if nothing is emulated.
double seconds_of_request(const Json& options, double bytes) {
  double seconds = 0;
  if (const auto rate = parse_rate(text_at(options, "emulate-core"))) {
    seconds += bytes / static_cast<double>(*rate);
  }
  if (const auto each = parse_duration(text_at(options, "emulate-request"))) {
    seconds += std::chrono::duration<double>(*each).count();
  }
  return seconds;
}

std::optional<double> lower(std::optional<double> a, std::optional<double> b) {
  if (a && b) return std::min(*a, *b);
  return a ? a : b;
}

}  // namespace

std::optional<double> emulated_ceiling(const Json& server_report, const Json& load_report) {
  const auto bytes = number_at(load_report, "bytes_sent");
  const auto requests = number_at(load_report, "requests");
  if (!server_report.is_object() || !server_report.contains("options")) return std::nullopt;
  const Json& options = server_report.at("options");
  const auto threads = number_at(options, "threads");
  if (!threads || !bytes || !requests || *bytes <= 0 || *requests <= 0) return std::nullopt;
  const double body = *bytes / *requests;
  const double seconds = seconds_of_request(options, body);
  if (seconds <= 0) return std::nullopt;
  return *threads * body / seconds;
}

std::optional<double> percent_of_ceiling(const Runs& runs, const Runs& ceiling) {
  const auto measured = by_round(ceiling, &Outcome::bytes_per_second);
  std::vector<double> percents;
  for (const Outcome* run : runs) {
    const auto same_round = measured.find(run->round);
    const auto beside =
        same_round == measured.end() ? std::optional<double>() : std::optional(same_round->second);
    const auto most = lower(beside, run->emulated_ceiling);
    if (most && *most > 0 && run->bytes_per_second > 0) {
      percents.push_back(100 * run->bytes_per_second / *most);
    }
  }
  if (percents.empty()) return std::nullopt;
  return median(std::move(percents));
}

}  // namespace dispatchbench::runner
