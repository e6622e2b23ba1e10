#include "experiments/runner/claims/claim.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/named_rows.hpp"
#include "experiments/runner/spec/spec_reader.hpp"
#include "experiments/runner/statistics/balls_in_bins.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

using Names = std::vector<std::string_view>;

std::uint64_t count_in(const SpecReader& reader, const std::string& key) {
  if (!reader.has(key)) reader.refuse(key, "a whole number");
  return reader.count_or(key, 1, 1, most_placed);
}

const QuantityKind& kind_in(const Json& object, const std::string& where) {
  const Json name = object.is_object() ? object.value("quantity", Json()) : Json();
  for (const QuantityKind& kind : quantities()) {
    if (name == kind.name) return kind;
  }
  const Json named = object.is_object() ? Json{{"quantity", name}} : object;
  SpecReader(named, where, {"quantity"}).refuse("quantity", "one of " + names_of(quantities()));
}

/// All that an object of this kind may have, `more` besides.
Names keys_of(const QuantityKind& kind, Names more) {
  more.insert(more.begin(), kind.keys.begin(), kind.keys.end());
  more.insert(more.begin(), "quantity");
  return more;
}

Quantity quantity_in(const SpecReader& reader, const QuantityKind& kind) {
  Quantity quantity;
  quantity.kind = &kind;
  const auto takes = [&](std::string_view key) {
    return std::find(kind.keys.begin(), kind.keys.end(), key) != kind.keys.end();
  };
  if (takes("of")) quantity.of = reader.text("of");
  if (takes("at")) quantity.at = reader.object_or_empty("at");
  if (takes("to"))
    quantity.to = takes("to_at") ? reader.text_or("to", quantity.of) : reader.text("to");
  if (takes("to_at")) quantity.to_at = reader.object_or_empty("to_at");
  if (takes("metric")) quantity.metric = &reader.row_of("metric", metrics());
  if (takes("minus") && reader.has("minus")) quantity.minus = reader.number("minus", 0, 1e9);
  if (takes("workers")) quantity.workers = reader.count_or("workers", 1, 1, most_busiest);
  if (takes("over")) quantity.over = reader.text("over");
  if (takes("percentile")) quantity.percentile = reader.number("percentile", 0, 100);
  if (takes("connections")) quantity.connections = count_in(reader, "connections");
  if (takes("listeners")) quantity.listeners = count_in(reader, "listeners");
  return quantity;
}

/// A number, or a quantity.
Operand operand_in(const SpecReader& reader, const std::string& key) {
  if (!reader.has(key)) reader.refuse(key, "a number, or a quantity");
  const Json& value = reader.at(key);
  if (value.is_number()) return value.get<double>();
  const QuantityKind& kind = kind_in(value, key);
  return quantity_in(SpecReader(value, key, keys_of(kind, {})), kind);
}

Condition condition_in(const Json& object, const std::string& where) {
  const QuantityKind& kind = kind_in(object, where);
  const SpecReader reader(object, where, keys_of(kind, {"about", "below", "above", "within"}));
  Condition condition;
  condition.quantity = quantity_in(reader, kind);
  condition.text = object.dump();
  unsigned given = 0;
  for (const auto& [name, relation] : {std::pair("about", Relation::about),
                                       {"below", Relation::below},
                                       {"above", Relation::above}}) {
    if (!reader.has(name)) continue;
    condition.relation = relation;
    condition.bound = operand_in(reader, name);
    ++given;
  }
  if (given != 1) reader.refuse("about", "exactly one of about, below and above");
  const bool about = condition.relation == Relation::about;
  if (about) condition.within = reader.number("within", 0, 1);
  if (!about && reader.has("within"))
    reader.refuse("within", "nothing, for it is not about a value");
  return condition;
}

Argument argument_in(const Json& object) {
  const SpecReader reader(object, "argument",
                          {"kind", "stated", "from", "most", "limit", "unit", "because"});
  const std::string kind = reader.text("kind");
  if (kind != "impossible" && kind != "implausible") {
    reader.refuse("kind", "impossible or implausible");
  }
  return {kind == "impossible",  reader.positive_or("stated", 0),
          reader.text("from"),   operand_in(reader, "most"),
          reader.text("limit"),  reader.text_or("unit", ""),
          reader.text("because")};
}

Remark remark_in(const Json& object, const std::string& where) {
  const SpecReader reader(object, where, {"text", "value", "unit"});
  return {reader.text("text"), operand_in(reader, "value"), reader.text_or("unit", "")};
}

Where where_in(const SpecReader& reader) {
  if (!reader.has("where")) return Where::at_the_point;
  if (reader.text("where") == "somewhere") return Where::somewhere;
  if (reader.text("where") != "everywhere") reader.refuse("where", "somewhere or everywhere");
  return Where::everywhere;
}

template <class Element>
std::vector<Element> list_in(const SpecReader& reader, const std::string& key,
                             Element (*read)(const Json&, const std::string&)) {
  std::vector<Element> list;
  if (!reader.has(key)) return list;
  if (!reader.at(key).is_array()) reader.refuse(key, "an array");
  for (const Json& element : reader.at(key)) {
    list.push_back(read(element, fmt::format("{}[{}]", key, list.size())));
  }
  return list;
}

Claim claim_from(const Json& content) {
  const SpecReader reader(content, "claim",
                          {"source", "url", "own_theory", "sentence", "setup", "reported",
                           "mapping", "cannot_show", "not_here", "experiment", "point", "where",
                           "needs_cores", "conditions", "argument", "beside", "note"});
  Claim claim;
  claim.source = reader.text("source");
  claim.url = reader.text_or("url", "");
  claim.own_theory = reader.flag("own_theory");
  claim.sentence = reader.text("sentence");
  claim.setup = reader.text_or("setup", "");
  claim.reported = reader.text_or("reported", "");
  claim.mapping = reader.text_or("mapping", "");
  claim.cannot_show = reader.text_or("cannot_show", "");
  claim.not_here = reader.text_or("not_here", "");
  claim.experiment = reader.text_or("experiment", "");
  claim.point = reader.object_or_empty("point");
  claim.where = where_in(reader);
  claim.needs_cores = static_cast<unsigned>(reader.count_or("needs_cores", 0, 1, 10'000));
  claim.conditions = list_in(reader, "conditions", condition_in);
  if (reader.has("argument")) claim.argument = argument_in(reader.at("argument"));
  const bool decides = !claim.conditions.empty() || claim.argument;
  if (!decides && claim.not_here.empty()) {
    reader.refuse("conditions", "at least one, or an argument, or not_here");
  }
  if (decides && !claim.not_here.empty()) {
    reader.refuse("not_here", "nothing beside conditions or an argument");
  }
  claim.beside = list_in(reader, "beside", remark_in);
  claim.note = reader.text_or("note", "");
  return claim;
}

}  // namespace

Claim read_claim(const fs::path& file) {
  const Json content = read_json(file);
  try {
    Claim claim = claim_from(content);
    claim.id = file.stem().string();
    return claim;
  } catch (const UsageError& error) {
    throw UsageError("{}: {}", file.string(), error.what());
  }
}

std::vector<Claim> read_claims(const fs::path& folder) {
  std::vector<Claim> claims;
  std::error_code missing;
  for (const auto& entry : fs::recursive_directory_iterator(folder, missing)) {
    if (entry.path().extension() == ".json") claims.push_back(read_claim(entry.path()));
  }
  if (claims.empty()) {
    throw UsageError("{}: expected the folder of claims, a JSON file each", folder.string());
  }
  std::ranges::sort(claims, {}, &Claim::id);
  return claims;
}

}  // namespace dispatchbench::runner
