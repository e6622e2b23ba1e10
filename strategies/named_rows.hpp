// Tables whose rows have names.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace dispatchbench {

/// Null if there is none of that name.
template <typename Row>
const Row* find_row(std::span<const Row> rows, std::string_view name) noexcept {
  const auto row =
      std::find_if(rows.begin(), rows.end(), [name](const Row& each) { return each.name == name; });
  return row == rows.end() ? nullptr : &*row;
}

/// "one, another, a third"
template <typename Row>
std::string names_of(std::span<const Row> rows) {
  std::string names;
  for (const Row& row : rows) {
    if (!names.empty()) names += ", ";
    names += row.name;
  }
  return names;
}

}  // namespace dispatchbench
