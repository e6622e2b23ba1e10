#include "experiments/runner/claims/claim.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "experiments/runner/claims/quantities.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw UsageError(what);
}

void check_keys(const Json& object, const std::string& where,
                std::initializer_list<const char*> known) {
  if (!object.is_object()) refuse(where + ": expected an object");
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    refuse(
        fmt::format("{}: unknown key \"{}\"; choose from {}", where, key, fmt::join(known, ", ")));
  }
}

/// Empty if it is not there.
std::string text(const Json& object, const char* key) {
  const Json value = object.value(key, Json(""));
  if (!value.is_string()) refuse(fmt::format("{}: expected text, not {}", key, value.dump()));
  return value.get<std::string>();
}

std::string required_text(const Json& object, const char* key) {
  std::string value = text(object, key);
  if (value.empty()) refuse(fmt::format("{}: expected some text", key));
  return value;
}

double number(const Json& object, const char* key, double least, double most) {
  const auto value = number_at(object, key);
  if (!value || *value < least || *value > most) {
    refuse(fmt::format("{}: expected a number from {} to {}", key, least, most));
  }
  return *value;
}

Expression parsed(const std::string& expression, const char* key) {
  try {
    return Expression::parse(expression, quantities());
  } catch (const UsageError& error) {
    refuse(fmt::format("{}: {}", key, error.what()));
  }
}

/// A number, or text that says how to get it.
Expression number_expression(const Json& object, const char* key) {
  const Json value = object.value(key, Json());
  if (!value.is_number() && !value.is_string()) {
    refuse(fmt::format("{}: expected a number or an expression", key));
  }
  Expression expression = parsed(plain_text(value), key);
  if (!expression.is_number()) refuse(fmt::format("{}: expected a number, not a comparison", key));
  return expression;
}

Arithmetic arithmetic_of(const Json& object) {
  check_keys(object, "impossible", {"stated", "ceiling", "unit", "because"});
  return {number_expression(object, "stated"), number_expression(object, "ceiling"),
          required_text(object, "unit"), required_text(object, "because")};
}

std::vector<Remark> remarks_of(const Json& list) {
  if (!list.is_array()) refuse("beside: expected an array");
  std::vector<Remark> remarks;
  for (const Json& object : list) {
    check_keys(object, "beside", {"text", "expression", "unit"});
    remarks.push_back({required_text(object, "text"), number_expression(object, "expression"),
                       text(object, "unit")});
  }
  return remarks;
}

void read_expression(Claim& claim, const Json& content) {
  claim.expression = parsed(required_text(content, "expression"), "expression");
  const bool has_published = content.contains("published");
  if (claim.expression->is_number() != has_published) {
    refuse(has_published
               ? "published: the expression is true or false, so there is nothing to compare"
               : "published: expected the number that the expression should be");
  }
  if (!has_published) return;
  claim.published = number_expression(content, "published");
  claim.same_within = number(content, "same_within", 0, 1);
}

Json point_of(const Json& content) {
  Json point = content.value("point", Json::object());
  if (!point.is_object()) refuse("point: expected an object such as {\"load.connections\": 32}");
  return point;
}

Claim claim_from(const Json& content, const std::string& id) {
  check_keys(content, "the claim",
             {"source", "sentence", "experiment", "point", "expression", "published", "same_within",
              "needs_cores", "note", "impossible", "beside"});
  Claim claim;
  claim.id = id;
  claim.source = required_text(content, "source");
  claim.sentence = required_text(content, "sentence");
  claim.experiment = text(content, "experiment");
  claim.point = point_of(content);
  claim.note = text(content, "note");
  if (content.contains("needs_cores")) {
    claim.needs_cores = static_cast<unsigned>(number(content, "needs_cores", 1, 10'000));
  }
  if (content.contains("expression")) read_expression(claim, content);
  if (content.contains("impossible")) claim.impossible = arithmetic_of(content.at("impossible"));
  if (!claim.expression && !claim.impossible) refuse("expected an expression, or impossible");
  claim.beside = remarks_of(content.value("beside", Json::array()));
  return claim;
}

}  // namespace

Claim read_claim(const fs::path& file) {
  const Json content = read_json(file);
  try {
    return claim_from(content, file.stem().string());
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", file.string(), error.what()));
  }
}

std::vector<Claim> read_claims(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  if (files.empty()) {
    throw UsageError(
        fmt::format("{}: expected the folder of claims, a JSON file each", folder.string()));
  }
  std::sort(files.begin(), files.end());
  std::vector<Claim> claims;
  claims.reserve(files.size());
  for (const fs::path& file : files) claims.push_back(read_claim(file));
  return claims;
}

}  // namespace dispatchbench::runner
