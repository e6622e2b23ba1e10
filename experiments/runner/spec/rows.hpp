// The rows of an experiment: what is measured beside what.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/results/json.hpp"
#include "experiments/runner/spec/catalog.hpp"
#include "experiments/runner/spec/peer.hpp"
#include "experiments/runner/spec/spec_reader.hpp"

namespace dispatchbench::runner {

/// What is measured under one name. Its options override the experiment's.
struct Row {
  std::string name;
  std::string strategy;  ///< or the peer's name
  Json server = Json::object();
  Json load = Json::object();
  unsigned repeats = 1;         ///< runs in a round
  double estimate_seconds = 0;  ///< of one run, on two cores
  std::optional<Peer> peer;     ///< nothing: one of our strategies
};

/// "rows" of an experiment: "all", or a list of strategies, rows and "all". A row for a strategy
/// under its own name takes that strategy's place among "all". Throws UsageError.
std::vector<Row> read_rows(const SpecReader& experiment, const Catalog& catalog);

/// The object of options that `reader` has for a program, each checked. Throws UsageError.
Json read_options(const SpecReader& reader, Program program, const ProgramOptions& known);

}  // namespace dispatchbench::runner
