// What all finished runs of an experiment say together, as summary.json keeps it
// (results/schema/summary.schema.json). Older files lack some of it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/machine.hpp"
#include "experiments/runner/results/row_summary.hpp"
#include "experiments/runner/results/skipped_row.hpp"
#include "experiments/runner/results/stopping.hpp"

namespace dispatchbench::runner {

/// Figures of others to show beside ours, by row.
struct Published {
  std::optional<std::string> about;
  std::optional<std::map<std::string, double>> ratio;
  std::optional<std::map<std::string, double>> requests_per_second;
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, Published>& published) {
  field.if_known("about", published.about);
  field.if_known("ratio", published.ratio);
  field.if_known("requests_per_second", published.requests_per_second);
}

/// The row whose interval is the widest of those that count.
struct WidestInterval {
  std::string name;
  Json point = Json::object();
  std::optional<double> half_width;  ///< (ln high − ln low) / 2; nothing: no interval yet
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, WidestInterval>& widest) {
  field("name", widest.name);
  field("point", widest.point);
  field("half_width", widest.half_width);
}

/// Of a run that goes on until its intervals are narrow.
struct StoppingState {
  double until = 0;
  std::vector<unsigned> looks;
  std::optional<WidestInterval> widest;  ///< nothing: no interval counts
  bool reached = false;
  std::string sentence;  ///< older files lack it
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, StoppingState>& state) {
  field("until", state.until);
  field("looks", state.looks);
  field("widest", state.widest);
  field("reached", state.reached);
  field.maybe("sentence", state.sentence);
}

struct RoundsToDetect {
  double difference = 0;           ///< 0.01: 1 %
  std::optional<unsigned> rounds;  ///< nothing: more than 1000
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, RoundsToDetect>& needed) {
  field("difference", needed.difference);
  field("rounds", needed.rounds);
}

/// Two rows that differ in name alone, and what was measured between them.
struct AaPair {
  std::string first;
  std::string second;
  Json point = Json::object();
  std::size_t rounds = 0;
  Sample ratio;                  ///< of the second to the first
  std::optional<double> spread;  ///< robust standard deviation of ln ratio; nothing: too few rounds
  std::vector<RoundsToDetect> rounds_to_detect;
  std::string sentence;  ///< older files lack it
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, AaPair>& pair) {
  field("first", pair.first);
  field("second", pair.second);
  field("point", pair.point);
  field("rounds", pair.rounds);
  field("ratio", pair.ratio);
  field("spread", pair.spread);
  field("rounds_to_detect", pair.rounds_to_detect);
  field.maybe("sentence", pair.sentence);
}

/// What limited a run, in words: "the machine", and what that means.
struct LimitWords {
  std::string what;
  std::string meaning;
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, LimitWords>& words) {
  field("what", words.what);
  field("meaning", words.meaning);
}

struct Summary {
  std::string experiment;
  std::string about;
  std::optional<std::string> baseline;  ///< the row that others are compared with
  Json baseline_point = Json::object();
  std::optional<Published> published;
  unsigned rounds = 0;
  std::size_t planned_runs = 0;
  std::size_t finished_runs = 0;
  std::optional<double> load_share;  ///< of the time that the runs took
  unsigned comparisons = 1;          ///< read together
  unsigned rounds_needed = 0;        ///< for an interval of ratio_to_baseline
  unsigned rounds_needed_for_tiers = 0;
  std::optional<StoppingState> stopping;
  Machine machine;
  std::vector<AaPair> noise_floor;
  std::vector<RowSummary> rows;
  std::vector<SkippedRow> skipped;
  std::map<std::string, std::string> marks;  ///< what each flag that occurs means
  std::map<std::string, LimitWords> limits;  ///< likewise, each limit
  std::vector<std::string> caveats;          ///< what the run cannot show, in whole sentences
};

void to_json(Json& json, const Summary& summary);
void from_json(const Json& json, Summary& summary);

/// The row of this name at this point; null if there is none.
const RowSummary* find_row(const Summary& summary, const std::string& name, const Json& point);

}  // namespace dispatchbench::runner
