// The rows that a caveat is about. Pure.
#pragma once

#include <string>
#include <vector>

#include "experiments/runner/analysis/sentences.hpp"
#include "experiments/runner/results/summary.hpp"

namespace dispatchbench::runner {

/// They belong to a summary that lives longer.
using CaveatRows = std::vector<const RowSummary*>;

template <class Predicate>
CaveatRows rows_where(const Summary& summary, Predicate predicate) {
  CaveatRows rows;
  for (const RowSummary& row : summary.rows) {
    if (predicate(row)) rows.push_back(&row);
  }
  return rows;
}

inline std::string listed_rows(const CaveatRows& rows) {
  std::vector<std::string> labels;
  for (const RowSummary* row : rows) labels.push_back(row->label());
  return listed(std::move(labels));
}

/// What is so of every row is of the column that shows it.
inline Subject subject_of(const CaveatRows& rows, const Summary& summary, const char* column) {
  if (rows.size() == summary.rows.size()) return of_column(column);
  std::vector<SubjectRow> subject;
  for (const RowSummary* row : rows) subject.push_back({row->name, row->point});
  return of_rows(std::move(subject));
}

}  // namespace dispatchbench::runner
