// Reads the keys of one JSON object and refuses what is not known, with a message that names the
// key and what it may be.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/named_rows.hpp"
#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

/// Each function throws UsageError, "WHERE.KEY VALUE: expected …", if the value is impossible.
class SpecReader {
 public:
  /// `where` begins every message: "rows[2]", or nothing for the file itself. Throws unless
  /// `object` is an object whose keys are all among `known`.
  SpecReader(const Json& object, std::string where, const std::vector<std::string_view>& known);

  bool has(const std::string& key) const { return object_.contains(key); }
  const Json& at(const std::string& key) const { return object_.at(key); }

  /// Text that is not empty, or `fallback`; required without one.
  std::string text(const std::string& key) const;
  std::string text_or(const std::string& key, std::string fallback) const;
  /// Lower-case letters, digits, dots and dashes: fit for a file name.
  std::string name(const std::string& key) const;
  std::uint64_t count_or(const std::string& key, std::uint64_t fallback, std::uint64_t least,
                         std::uint64_t most) const;
  double positive_or(const std::string& key, double fallback) const;
  double number(const std::string& key, double least, double most) const;
  /// A time above zero.
  Nanoseconds time_or(const std::string& key, std::string fallback) const;
  /// False where nothing is said.
  bool flag(const std::string& key) const;
  /// An object, or an empty one.
  Json object_or_empty(const std::string& key) const;

  /// The row that the text names.
  template <class Rows>
  const auto& row_of(const std::string& key, const Rows& rows) const {
    const bool named = has(key) && at(key).is_string();
    const auto* const found = named ? find_named(rows, at(key).get<std::string>()) : nullptr;
    if (found != nullptr) return *found;
    refuse(key, "one of " + names_of(rows));
  }

  [[noreturn]] void refuse(const std::string& key, std::string_view expected) const;

 private:
  std::string place_of(const std::string& key) const;

  const Json& object_;
  std::string where_;
};

}  // namespace dispatchbench::runner
