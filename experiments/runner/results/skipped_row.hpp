// A row that was left out, for its peer is not installed.
#pragma once

#include <string>

#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

struct SkippedRow {
  std::string name;
  std::string install;  ///< the line that would install it
};

template <class Fields>
void list_fields(Fields& field, Bound<Fields, SkippedRow>& row) {
  field("name", row.name);
  field("install", row.install);
}

}  // namespace dispatchbench::runner
