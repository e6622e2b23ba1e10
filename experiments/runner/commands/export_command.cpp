#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "base/each.hpp"
#include "base/named_rows.hpp"
#include "base/output.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/report/export/exporter.hpp"
#include "experiments/runner/results/run.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

std::string export_usage() {
  std::string text =
      "usage: bench export DIR --format FORMAT [options]\n"
      "DIR is the folder of a run with its runs/. Failed runs are left out.\n\nFormats:\n";
  for (const Exporter& exporter : exporters()) {
    text += fmt::format("  {:17} {}\n", exporter.name, exporter.summary);
  }
  return text +
         "\nA format with one row a file needs --row if there are several and it goes to\n"
         "standard output; with -o FILE.hgrm it writes FILE-<row>.hgrm for each.\n";
}

OptionTable export_options() {
  using enum OptionKind;
  return {
      {.name = "format",
       .kind = choice,
       .value = "FORMAT",
       .choices = each(exporters(), [](const Exporter& e) { return std::string(e.name); }),
       .help = "one of the above; required"},
      {.name = "row",
       .kind = text,
       .value = "NAME",
       .noun = "the name of a row",
       .help = "this row alone, as the table of the run names it (\"reuseport\", or \"reuseport "
               "connections=32\" where options vary; the name alone then means all its points)"},
      {.name = "output",
       .letter = 'o',
       .kind = file,
       .help = "write there, whole or not at all (else to standard output)"}};
}

/// Rows in the order of the summary; those without a successful run are left out.
Measurements measurements_in(const fs::path& path) {
  Measurements measurements{read_finished_run(path), {}};
  std::map<std::string, std::vector<MeasuredRun>> runs;
  for (MeasuredRun& run : read_runs(measurements.run.folder)) {
    if (run.ok()) runs[run.row()].push_back(std::move(run));
  }
  for (const RowSummary& row : measurements.run.summary.rows) {
    if (const auto found = runs.find(row.label()); found != runs.end()) {
      measurements.rows.push_back({row.label(), row.point, std::move(found->second)});
    }
  }
  if (measurements.rows.empty()) {
    throw UsageError("{}: expected successful runs in its runs/, found none",
                     measurements.run.folder.string());
  }
  return measurements;
}

std::string labels_of(const Measurements& measurements) {
  return fmt::format("{}", fmt::join(each(measurements.rows, &MeasuredRow::label), ", "));
}

void keep_row(Measurements& measurements, const std::string& wanted) {
  const std::string all = labels_of(measurements);
  std::erase_if(measurements.rows, [&](const MeasuredRow& row) {
    return row.label != wanted && row.runs.front().name != wanted;
  });
  if (measurements.rows.empty()) refuse_option("row", wanted, "one of " + all);
}

/// "out.hgrm", "reuseport connections=32" → "out-reuseport-connections=32.hgrm"
fs::path file_of_row(const fs::path& file, std::string row) {
  for (char& c : row) {
    if (c == ' ' || c == '/') c = '-';
  }
  return file.parent_path() /
         fmt::format("{}-{}{}", file.stem().string(), row, file.extension().string());
}

void write_each_row(const Exporter& exporter, const Measurements& measurements,
                    const fs::path& file) {
  for (const MeasuredRow& row : measurements.rows) {
    const fs::path own = file_of_row(file, row.label);
    write_output(own, exporter.write({measurements.run, {row}}));
    fmt::print("{}\n", own.string());
  }
}

void write(const Exporter& exporter, const Measurements& measurements, const std::string& file) {
  const bool apart = exporter.one_row_a_file && measurements.rows.size() > 1;
  if (apart &&
      (file.empty() || is_stream(file))) {  // which has no other beside it for the next row
    throw UsageError("--format {} writes one row a file{}: choose --row, or -o FILE for all of {}",
                     exporter.name, file.empty() ? "" : ", and " + file + " is none",
                     labels_of(measurements));
  }
  if (apart) return write_each_row(exporter, measurements, file);
  const std::string content = exporter.write(measurements);
  if (file.empty()) {
    fmt::print("{}", content);
  } else {
    write_output(file, content);
  }
}

int export_runs(const OptionValues& values) {
  if (!values.has("format")) values.refuse("format", "one of " + names_of(exporters()));
  const Exporter& exporter = *find_named(exporters(), values.text("format"));
  const std::string folder =
      needed_argument(values, export_command, "the folder of a run; see --help");
  const std::string file = values.text_or_empty("output");
  if (values.has("output")) file_option("output", file);
  Measurements measurements = measurements_in(folder);
  if (values.has("row")) keep_row(measurements, values.text_or_empty("row"));
  write(exporter, measurements, file);
  return 0;
}

}  // namespace

const Command export_command{"export",
                             "write a run's results in the format of another tool",
                             export_usage,
                             export_options,
                             1,
                             export_runs};

}  // namespace dispatchbench::runner
