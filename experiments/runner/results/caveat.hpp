// What results cannot show: a sentence, and what it is about, so that whoever shows it can put it
// there. Files keep the sentences as one list and the subjects as another of the same order: the
// sentences were there first, and others read them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/runner/results/fields.hpp"

namespace dispatchbench::runner {

struct SubjectRow {
  std::string name;
  Json point = Json::object();
};
DISPATCHBENCH_FIELDS(SubjectRow, required(name, point))

struct Subject {
  std::string of = "run";           ///< all of it; or "rows", "column", "figure"
  std::optional<std::string> name;  ///< a column's key in every row or cell; a figure's name
  std::optional<std::vector<SubjectRow>> rows;
};
DISPATCHBENCH_FIELDS(Subject, required(of), if_known(name, rows))

inline Subject of_column(std::string key) {
  return {"column", std::move(key), std::nullopt};
}
inline Subject of_figure(std::string name) {
  return {"figure", std::move(name), std::nullopt};
}
inline Subject of_rows(std::vector<SubjectRow> rows) {
  return {"rows", std::nullopt, std::move(rows)};
}

struct Caveat {
  std::string text;  ///< whole sentences
  Subject about;     ///< if nothing is said: of everything
};

/// Into the two lists of a Summary or a Map.
template <class Results>
void keep_caveats(std::vector<Caveat> caveats, Results& results) {
  results.caveats.clear();
  results.caveat_subjects.clear();
  for (Caveat& caveat : caveats) {
    results.caveats.push_back(std::move(caveat.text));
    results.caveat_subjects.push_back(std::move(caveat.about));
  }
}

}  // namespace dispatchbench::runner
