#include "experiments/runner/report/table_notes.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/runner/report/conclusions.hpp"
#include "experiments/runner/results/run_id.hpp"

namespace dispatchbench::runner {
namespace {

bool any(const Json& summary, bool (*predicate)(const Json& row)) {
  const Json& rows = summary.at("strategies");
  return std::any_of(rows.begin(), rows.end(), predicate);
}

std::string about_ratio(const Json& summary) {
  const Json& baseline = summary.at("baseline");
  const Json& point = summary.at("baseline_point");
  if (!baseline.is_string() && point.empty()) return "";
  return fmt::format(
      "ratio: requests/s to {}, round by round; \"=\" where the interval holds 1: "
      "indistinguishable\n",
      label(baseline.is_string() ? baseline.get<std::string>() : "the same row", point));
}

std::string about_tiers(const Json& summary) {
  if (!any(summary, [](const Json& row) { return row.at("tier").is_number(); })) return "";
  return "tier: those in one are not shown to be slower than the fastest of it\n";
}

std::string about_ceiling(const Json& summary) {
  if (!any(summary, [](const Json& row) { return row.at("percent_of_ceiling").is_number(); })) {
    return "";
  }
  return "ceiling: the most bytes that the emulated cores, or a bare sink beside them, take;\n"
         "         a server whose threads take what is ready without a wake-up can be above the "
         "sink\n";
}

/// What the limits and the marks in the table mean.
std::string glossary(const Json& summary) {
  std::set<std::string> shown;
  for (const Json& row : summary.at("strategies")) shown.insert(main_limit(row));
  std::string text;
  for (const auto& [limit, words] : summary.at("limits").items()) {
    if (shown.count(limit) == 0) continue;
    text += fmt::format("limit {}: {}: {}\n", limit, words.at("what").get<std::string>(),
                        words.at("meaning").get<std::string>());
  }
  for (const auto& [mark, meaning] : summary.at("marks").items()) {
    text += fmt::format("mark {}: {}\n", mark, meaning.get<std::string>());
  }
  return text;
}

std::string percents(const Json& shares) {
  std::vector<std::string> parts;
  for (const auto& [value, share] : shares.items()) {
    parts.push_back(fmt::format("{}: {:.0f} %", value, 100 * share.get<double>()));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string about_draws(const Json& summary) {
  std::string text;
  for (const Json& row : summary.at("strategies")) {
    const Json& draws = row.at("draws");
    if (draws.is_null()) continue;
    const Json& agrees = draws.at("as_expected");
    text += fmt::format(
        "chance: {}, {} draws of {} connections on {} workers; the fullest worker had\n"
        "    {} (mean {:.2f})\n    {} (mean {:.2f}) if the hash is fair{}\n",
        row_label(row), draws.at("runs").dump(), draws.at("connections").dump(),
        draws.at("listeners").dump(), percents(draws.at("fullest").at("measured")),
        draws.at("mean_fullest").get<double>(), percents(draws.at("fullest").at("expected")),
        draws.at("expected_mean").get<double>(),
        agrees.is_null() ? ""
        : agrees == true ? ": what chance allows"
                         : ": more apart than chance allows");
  }
  return text;
}

std::string rounds_in_words(const Json& needed) {
  std::vector<std::string> parts;
  for (const Json& each : needed) {
    const Json& rounds = each.at("rounds");
    parts.push_back(fmt::format("{:.0f} %: {}", 100 * each.at("difference").get<double>(),
                                rounds.is_null() ? "over 1000" : rounds.dump()));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string about_noise(const Json& summary) {
  std::string text;
  for (const Json& twins : summary.at("noise_floor")) {
    const Json& ratio = twins.at("ratio");
    text += fmt::format("noise: {} and {} are the same thing; ratio {:.4f}",
                        label(twins.at("first").get<std::string>(), twins.at("point")),
                        twins.at("second").get<std::string>(), ratio.at("median").get<double>());
    if (const auto low = number_at(ratio, "low")) {
      const double high = ratio.at("high").get<double>();
      text += fmt::format(" ({:.4f}–{:.4f}){}", *low, high,
                          *low > 1 || high < 1 ? ", A FALSE ALARM" : ", indistinguishable");
    }
    if (twins.at("spread").is_null()) {
      text += "; too few rounds to say more\n";
      continue;
    }
    text += fmt::format(
        ", spread of a round {:.2f} %\n    rounds that a true difference needs: {}\n",
        100 * twins.at("spread").get<double>(), rounds_in_words(twins.at("rounds_to_detect")));
  }
  return text;
}

std::string about_series(const Json& summary) {
  std::string text;
  for (const Json& row : summary.at("strategies")) {
    const Json& series = row.at("over_rounds");
    if (!series.at("outlier_rounds").empty()) {
      text +=
          fmt::format("outliers, kept: {} in rounds {}\n", row_label(row),
                      fmt::join(series.at("outlier_rounds").get<std::vector<unsigned>>(), ", "));
    }
    const Json& trend = series.at("trend");
    if (trend.is_object() && trend.at("significant") == true) {
      text += fmt::format("drift: {} {} from round to round (Kendall's tau {:+.2f}, p = {:.2g})\n",
                          row_label(row), trend.at("value") > 0 ? "rises" : "falls",
                          trend.at("value").get<double>(), trend.at("probability").get<double>());
    }
    const Json& memory = series.at("autocorrelation");
    if (memory.is_object() && memory.at("significant") == true) {
      text += fmt::format(
          "rounds depend on one another: {} (lag-1 autocorrelation {:+.2f}, p = {:.2g}), so its "
          "interval may be too narrow\n",
          row_label(row), memory.at("value").get<double>(), memory.at("probability").get<double>());
    }
  }
  return text;
}

std::string cost(const Json& row, const char* key, double factor, const char* unit) {
  const auto value = number_at(row, key);
  return value ? fmt::format("{:.3g} {}", *value * factor, unit) : "–";
}

/// Processor time tells servers apart that share one used-up machine.
std::string about_costs(const Json& summary) {
  std::string text;
  for (const Json& row : summary.at("strategies")) {
    if (main_limit(row) != "machine-bound") continue;
    text += fmt::format("    {}: server {}, {}; client {}, {}\n", row_label(row),
                        cost(row, "server_cpu_seconds_per_gb", 1, "s/GB"),
                        cost(row, "server_cpu_seconds_per_request", 1e6, "us/request"),
                        cost(row, "client_cpu_seconds_per_gb", 1, "s/GB"),
                        cost(row, "client_cpu_seconds_per_request", 1e6, "us/request"));
  }
  return text.empty() ? text : "processor time where the machine was the limit:\n" + text;
}

std::string about_stopping(const Json& summary) {
  const Json& stopping = summary.at("stopping");
  if (stopping.is_null()) return "";
  return fmt::format(
      "until {:.3g} %: {}; it could stop after any of {} rounds, and all intervals are widened for "
      "that\n",
      100 * stopping.at("until").get<double>(),
      stopping.at("reached") == true ? "reached" : "not reached",
      fmt::join(stopping.at("looks").get<std::vector<unsigned>>(), ", "));
}

std::string about_machine(const Json& summary) {
  const Json& machine = summary.at("machine");
  const auto text = [&](const char* key) {
    const Json value = machine.value(key, Json());
    return value.is_string() ? value.get<std::string>() : value.is_null() ? "?" : value.dump();
  };
  return fmt::format("machine: {}, {} processors, {}\n", text("cpu"), text("cores"),
                     text("kernel"));
}

std::string about_skipped(const Json& summary) {
  std::string text;
  for (const Json& row : summary.value("skipped", Json::array())) {
    text += fmt::format("skipped: {} is not installed; to install it: {}\n",
                        row.at("name").get<std::string>(), row.at("install").get<std::string>());
  }
  return text;
}

std::string about_caveats(const Json& summary) {
  std::string text;
  for (const Json& sentence : summary.at("caveats")) {
    text += fmt::format("    {}\n", sentence.get<std::string>());
  }
  return text.empty() ? text : "what this run cannot show:\n" + text;
}

}  // namespace

std::string notes_of(const Json& summary) {
  std::string text;
  for (const auto about :
       {about_ratio, about_tiers, about_ceiling, about_caveats, about_draws, about_noise,
        about_series, about_stopping, about_costs, glossary, about_skipped, about_machine}) {
    text += about(summary);
  }
  return text;
}

}  // namespace dispatchbench::runner
