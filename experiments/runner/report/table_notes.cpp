#include "experiments/runner/report/table_notes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "experiments/runner/report/same_designs.hpp"
#include "experiments/runner/results/metric.hpp"

namespace dispatchbench::runner {
namespace {

template <class Predicate>
bool any_row(const Summary& summary, Predicate predicate) {
  return std::any_of(summary.rows.begin(), summary.rows.end(), predicate);
}

std::string about_ratio(const Summary& summary) {
  if (!any_row(summary, [](const RowSummary& row) { return row.ratio_to_baseline.has_value(); })) {
    return "";
  }
  const Metric& metric = metric_of(summary);
  return fmt::format(
      "ratio: {} to {}, round by round{}; \"=\" where the interval holds 1: indistinguishable\n",
      metric.words, label(summary.baseline.value_or("the same row"), summary.baseline_point),
      metric.lower_is_better ? ", less is better" : "");
}

std::string about_signed_ranks(const Summary& summary) {
  std::string text;
  for (const RowSummary& row : summary.rows) {
    if (row.baseline || !row.signed_rank_ratio || !row.signed_rank_ratio->low) continue;
    const auto show = [](double value) { return fmt::format("{:.3f}", value); };
    text += fmt::format("    {}: {}\n", row.label(), with_interval(*row.signed_rank_ratio, show));
  }
  return text.empty()
             ? text
             : "the same ratios by signed ranks, which assume that their logarithms scatter "
               "symmetrically:\n" +
                   text;
}

std::string about_tiers(const Summary& summary) {
  if (!any_row(summary, [](const RowSummary& row) { return row.tier.has_value(); })) return "";
  const Metric& metric = metric_of(summary);
  if (!metric.lower_is_better) {
    return "tier: those in one are not shown to be slower than the fastest of it\n";
  }
  return fmt::format("tier: those in one are not shown to have a higher {} than the best of it\n",
                     metric.words);
}

std::string about_ceiling(const Summary& summary) {
  if (!any_row(summary, [](const RowSummary& row) { return row.percent_of_ceiling.has_value(); })) {
    return "";
  }
  return "ceiling: the most bytes that the emulated cores, or a bare sink beside them, take;\n"
         "         a server whose threads take what is ready without a wake-up can be above the "
         "sink\n";
}

std::string about_caveats(const Summary& summary) {
  std::string text;
  for (const std::string& sentence : summary.caveats) text += fmt::format("    {}\n", sentence);
  return text.empty() ? text : "what this run cannot show:\n" + text;
}

std::string about_draws(const Summary& summary) {
  std::string text;
  for (const RowSummary& row : summary.rows) {
    if (row.draws) text += fmt::format("chance: {}\n", row.draws->sentence);
  }
  return text;
}

std::string about_reloads(const Summary& summary) {
  if (!any_row(summary, [](const RowSummary& row) { return row.reload.has_value(); })) return "";
  return "lost a reload: requests without an answer each time that a new server took the place of "
         "an old one; reset: of these,\n"
         "               whose connection was reset; longest gap: in which no request was "
         "answered\n";
}

std::string about_noise(const Summary& summary) {
  std::string text;
  for (const AaPair& noise : summary.noise_floor)
    text += fmt::format("noise: {}\n", noise.sentence);
  return text;
}

std::string about_rounds(const Summary& summary) {
  std::string text;
  for (const RowSummary& row : summary.rows) {
    for (const std::string& sentence : row.over_rounds.sentences) {
      text += fmt::format("over rounds: {}\n", sentence);
    }
  }
  return text;
}

std::string about_stopping(const Summary& summary) {
  return summary.stopping ? fmt::format("until: {}\n", summary.stopping->sentence) : "";
}

std::string cost(std::optional<double> value, double factor, const char* unit) {
  return value ? fmt::format("{:.3g} {}", *value * factor, unit) : "–";
}

/// Processor time tells servers apart that share one used-up machine.
std::string about_costs(const Summary& summary) {
  std::string text;
  for (const RowSummary& row : summary.rows) {
    if (row.main_limit() != "machine-bound") continue;
    text += fmt::format("    {}: server {}, {}; client {}, {}\n", row.label(),
                        cost(row.costs.server_per_gb, 1, "s/GB"),
                        cost(row.costs.server_per_request, 1e6, "us/request"),
                        cost(row.costs.client_per_gb, 1, "s/GB"),
                        cost(row.costs.client_per_request, 1e6, "us/request"));
  }
  return text.empty() ? text : "processor time where the machine was the limit:\n" + text;
}

/// What the limits and the marks in the table mean.
std::string glossary(const Summary& summary) {
  std::string text;
  for (const auto& [limit, words] : summary.limits) {
    if (!any_row(summary,
                 [&name = limit](const RowSummary& row) { return row.main_limit() == name; }))
      continue;
    const std::string what = words.what == limit ? "" : words.what + ": ";
    text += fmt::format("limit {}: {}{}\n", limit, what, words.meaning);
  }
  for (const auto& [mark, meaning] : summary.marks) {
    text += fmt::format("mark {}: {}\n", mark, meaning);
  }
  return text;
}

std::string about_skipped(const Summary& summary) {
  std::string text;
  for (const SkippedRow& row : summary.skipped) {
    text += fmt::format("skipped: {} is not installed; to install it: {}\n", row.name, row.install);
  }
  return text;
}

std::string about_machine(const Summary& summary) {
  const Hardware& hardware = summary.machine.hardware;
  return fmt::format(
      "machine: {}, {} processors{}, {}\n", hardware.cpu.value_or("?"),
      hardware.cores ? std::to_string(*hardware.cores) : "?",
      hardware.cpu_quota ? fmt::format(", of which a quota allows {:g}", *hardware.cpu_quota) : "",
      hardware.kernel.value_or("?"));
}

}  // namespace

std::string notes_of(const Summary& summary) {
  std::string text;
  for (const auto about :
       {about_ratio, about_signed_ranks, about_tiers, about_ceiling, about_reloads, same_designs_of,
        about_caveats, about_draws, about_noise, about_rounds, about_stopping, about_costs,
        glossary, about_skipped, about_machine}) {
    text += about(summary);
  }
  return text;
}

}  // namespace dispatchbench::runner
