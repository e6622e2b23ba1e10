#include "experiments/runner/spec/rows.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"

namespace dispatchbench::runner {
namespace {

constexpr std::uint64_t most_repeats = 10'000;

/// A peer of the registry, or one that the row itself describes.
Peer named_or_described(const SpecReader& reader, const Catalog& catalog) {
  if (reader.at("peer").is_object()) {
    Peer peer = read_peer(reader.at("peer"), "peer", {}, catalog.options.server);
    if (find_named(catalog.peers, peer.name) == nullptr) return peer;
    reader.refuse("peer", "a name that no peer of the registry has");
  }
  return reader.row_of("peer", catalog.peers);
}

/// Of a row's own options all must mean something to its peer; of the experiment's, those count
/// that do.
Peer peer_of_row(const SpecReader& reader, const Catalog& catalog, const Json& server) {
  if (reader.has("strategy")) reader.refuse("peer", "either a strategy or a peer");
  Peer peer = named_or_described(reader, catalog);
  for (const auto& [name, value] : server.items()) {
    if (peer.takes(name)) continue;
    reader.refuse("server", fmt::format("options that {} takes: {}", peer.name,
                                        fmt::join(peer.options, ", ")));
  }
  return peer;
}

Row read_row(const Json& spec, const std::string& where, const Catalog& catalog) {
  const Json object = spec.is_string() ? Json{{"strategy", spec}} : spec;
  const SpecReader reader(
      object, where, {"name", "strategy", "peer", "server", "load", "repeats", "estimate_seconds"});
  Row row;
  row.server = read_options(reader, Program::server, catalog.options);
  row.load = read_options(reader, Program::load, catalog.options);
  if (reader.has("peer")) row.peer = peer_of_row(reader, catalog, row.server);
  row.strategy = row.peer ? row.peer->name : reader.row_of("strategy", catalog.strategies).name;
  row.name = reader.has("name") ? reader.name("name") : row.strategy;
  row.repeats = static_cast<unsigned>(reader.count_or("repeats", 1, 1, most_repeats));
  row.estimate_seconds = reader.positive_or("estimate_seconds", 0);
  return row;
}

std::vector<Row> rows_of_all(const StrategyList& strategies) {
  std::vector<Row> rows;
  for (const Strategy& strategy : strategies) {
    rows.emplace_back().name = strategy.name;
    rows.back().strategy = strategy.name;
  }
  return rows;
}

/// Builds the list item by item, and knows which rows are there only because of "all".
class RowList {
 public:
  void add_all(const StrategyList& strategies) {
    for (Row& row : rows_of_all(strategies)) {
      if (find(row.name) != rows_.end()) continue;
      replaceable_.insert(row.name);
      rows_.push_back(std::move(row));
    }
  }

  void add(Row row, const std::string& where) {
    const auto same = find(row.name);
    if (same == rows_.end()) {
      rows_.push_back(std::move(row));
    } else if (replaceable_.erase(row.name) == 1 && row.strategy == same->strategy && !row.peer) {
      *same = std::move(row);
    } else {
      throw UsageError("{}.name \"{}\": expected a name of its own", where, row.name);
    }
  }

  std::vector<Row> take() { return std::move(rows_); }

 private:
  std::vector<Row>::iterator find(const std::string& name) {
    return std::ranges::find(rows_, name, &Row::name);
  }

  std::vector<Row> rows_;
  std::set<std::string> replaceable_;
};

}  // namespace

std::vector<Row> read_rows(const SpecReader& experiment, const Catalog& catalog) {
  if (experiment.has("rows") && experiment.at("rows") == "all")
    return rows_of_all(catalog.strategies);
  if (!experiment.has("rows") || !experiment.at("rows").is_array() ||
      experiment.at("rows").empty()) {
    experiment.refuse("rows", "\"all\" or a list of \"all\", strategies and rows");
  }
  RowList rows;
  std::size_t index = 0;
  for (const Json& spec : experiment.at("rows")) {
    const std::string where = fmt::format("rows[{}]", index++);
    if (spec == "all") {
      rows.add_all(catalog.strategies);
    } else {
      rows.add(read_row(spec, where, catalog), where);
    }
  }
  return rows.take();
}

Json read_options(const SpecReader& reader, Program program, const ProgramOptions& known) {
  Json options = reader.object_or_empty(std::string(name_of(program)));
  for (const auto& [name, value] : options.items()) check_option(known, program, name, value);
  return options;
}

}  // namespace dispatchbench::runner
