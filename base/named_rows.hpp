// Tables whose rows have names.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace dispatchbench {

/// Null if there is none of that name. `rows` is a span, a vector or an array that stays.
template <typename Rows>
const auto* find_named(const Rows& rows, std::string_view name) noexcept {
  const auto row = std::find_if(std::begin(rows), std::end(rows),
                                [name](const auto& each) { return each.name == name; });
  return row == std::end(rows) ? nullptr : &*row;
}

/// "one, another, a third"
template <typename Rows>
std::string names_of(const Rows& rows) {
  std::string names;
  for (const auto& row : rows) {
    if (!names.empty()) names += ", ";
    names += row.name;
  }
  return names;
}

}  // namespace dispatchbench
