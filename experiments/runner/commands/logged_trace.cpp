#include "experiments/runner/commands/logged_trace.hpp"

#include <fstream>

#include "base/command_line.hpp"
#include "base/standard_streams.hpp"
#include "workload/access_log.hpp"

namespace dispatchbench::runner {
namespace {

constexpr const char* what_formats_are =
    "nginx's variables or Apache's directives, with something between them";

}  // namespace

Option log_format_option() {
  return {.name = "format",
          .kind = OptionKind::text,
          .noun = what_formats_are,
          .standard = std::string(workload::combined_log_format),
          .help =
              "of the log's lines, as log_format or LogFormat has it; of use are $msec, "
              "$request_time, $request_length, $content_length, $connection; %D, %T, %I"};
}

std::string logged_trace(const std::string& path, const OptionValues& values,
                         const std::string& command) {
  const auto format = workload::LogFormat::parse(values.text("format"));
  if (!format) values.refuse("format", what_formats_are);
  std::ifstream log(path, std::ios::binary);
  if (!log) throw UsageError("{}: expected an access log that can be read", path);
  workload::LoggedTrace trace = workload::trace_of_log(log, *format);
  if (trace.csv.empty()) {
    throw UsageError("{}: expected lines in the format {}, found none", path,
                     values.text("format"));
  }
  for (const std::string& remark : trace.remarks) print_error("bench " + command, remark);
  return std::move(trace.csv);
}

}  // namespace dispatchbench::runner
