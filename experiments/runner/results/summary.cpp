#include "experiments/runner/results/summary.hpp"

#include <algorithm>

#include "base/units.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// A file of another kind deserves another word than a summary that is broken.
bool looks_like_a_summary(const Json& content) {
  return content.contains("strategies") && content.at("strategies").is_array() &&
         content.contains("machine") && !content.contains("spec");
}

Summary read_summary(const fs::path& file) {
  const Json content = read_result_file(file);
  if (!looks_like_a_summary(content)) {
    throw UsageError("{}: expected a summary.json of bench run", file.string());
  }
  return as_written(file, [&] { return content.get<Summary>(); });
}

}  // namespace

void to_json(Json& json, const Distribution& distribution) {
  json = Json::object();
  for (const auto& [value, share] : distribution.shares) json[std::to_string(value)] = share;
}

void from_json(const Json& json, Distribution& distribution) {
  for (const auto& [text, share] : json.items()) {
    const auto value = parse_number<unsigned>(text);
    if (!value) throw Json::other_error::create(501, "expected numbers as keys", &json);
    distribution.shares[*value] = share.get<double>();
  }
}

std::string RowSummary::main_limit() const {
  const auto main = std::ranges::max_element(limited_by, {}, &Counts::value_type::second);
  return main == limited_by.end() || main->second == 0 ? std::string() : main->first;
}

const RowSummary* find_row(const Summary& summary, const std::string& name, const Json& point) {
  const auto found = std::find_if(
      summary.rows.begin(), summary.rows.end(),
      [&](const RowSummary& row) { return row.name == name && same_content(row.point, point); });
  return found == summary.rows.end() ? nullptr : &*found;
}

bool has_measured_baseline(const Summary& summary) {
  return summary.baseline &&
         std::any_of(summary.rows.begin(), summary.rows.end(), [&](const RowSummary& row) {
           return row.name == *summary.baseline && row.runs > 0 && !row.stopped;
         });
}

FinishedRun read_finished_run(const fs::path& path) {
  const bool is_file = fs::is_regular_file(path);
  const fs::path folder = is_file ? path.parent_path() : path;
  if (!is_file && !fs::is_regular_file(folder / "summary.json")) {
    throw UsageError("{}: expected the folder of a bench run, with its summary.json, or that file",
                     path.string());
  }
  FinishedRun run{folder, read_summary(is_file ? path : folder / "summary.json"), std::nullopt};
  if (fs::is_regular_file(folder / "manifest.json")) {
    run.manifest = read_manifest(folder / "manifest.json");
  }
  return run;
}

}  // namespace dispatchbench::runner
