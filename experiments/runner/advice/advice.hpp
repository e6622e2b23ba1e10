// What `bench advise` answers (results/schema/advice.schema.json), and in words. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/advice/description.hpp"
#include "experiments/runner/advice/nearest.hpp"
#include "experiments/runner/advice/settings.hpp"
#include "experiments/runner/map/map.hpp"

namespace dispatchbench::runner {

struct AdvisedStrategy {
  std::string name;
  std::string title;
  bool fits = false;  ///< in the first tier
  unsigned tier = 1;
  CellLatency latency_p99;
  CellLatency latency_mean;  ///< without an interval
  std::optional<double> latency_p999_seconds;
  std::optional<std::string> cause;
  double idle_while_queued = 0;
  double most_requests_per_second = 0;  ///< that it answers
  bool keeps_up = true;                 ///< with what is asked; else p99 is the run's length
  std::vector<ServerSetting> settings;
};
DISPATCHBENCH_FIELDS(AdvisedStrategy, required(name, title, fits, tier, latency_p99, latency_mean,
                                               latency_p999_seconds, cause, idle_while_queued,
                                               most_requests_per_second, keeps_up, settings))

/// What a known server can be set to, and nobody has simulated.
struct NotSimulated {
  std::string name;
  std::string reason;  ///< of simulator::why_no_model(), in a line
  std::vector<ServerSetting> settings;
};
DISPATCHBENCH_FIELDS(NotSimulated, required(name, reason, settings))

/// The same question with one thing changed.
struct ChangedAnswer {
  std::string what;                    ///< "load 0.9"
  std::vector<std::string> no_longer;  ///< strategies that fit before
  std::vector<std::string> now_too;    ///< that did not
  double worst_relative = 1;           ///< p99 of the worst of all over the best
};
DISPATCHBENCH_FIELDS(ChangedAnswer, required(what, no_longer, now_too, worst_relative))

struct Advice {
  Description description;
  double requests_per_second = 0;           ///< that the load is
  std::vector<AdvisedStrategy> strategies;  ///< the best first
  std::vector<NotSimulated> not_simulated;
  std::vector<ChangedAnswer> changes;
  std::string map;  ///< the folder of the one that `nearest` is in; empty: there is none
  std::optional<NearestCase> nearest;
  std::optional<NearestCase> nearest_measured;
  std::vector<std::string> caveats;
};
DISPATCHBENCH_FIELDS(Advice, derived("schema_version", schema_version),
                     required(description, requests_per_second, strategies, not_simulated, changes,
                              map, nearest, nearest_measured, caveats))

/// `panel` is graded, and simulated at so many requests a second.
std::vector<AdvisedStrategy> advised(const std::vector<Cell>& panel, double requests_per_second,
                                     const std::vector<MappedStrategy>& strategies,
                                     const std::vector<SettingsRow>& settings);

/// What `what`, of which `panel` is, changes of `strategies`.
ChangedAnswer change_of(const std::string& what, const std::vector<Cell>& panel,
                        const std::vector<AdvisedStrategy>& strategies);

/// What was simulated how often.
struct Simulated {
  unsigned draws = 0;
  std::uint64_t requests = 0;  ///< of a draw, at least; of a trace all
  bool trace = false;
  std::string cpu;  ///< whose costs they are
};

/// What the figures rest on.
std::string simulated_only(const Simulated& simulated);

/// For people. Ends with a newline.
std::string text_of(const Advice& advice);

}  // namespace dispatchbench::runner
