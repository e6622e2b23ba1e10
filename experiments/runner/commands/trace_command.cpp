#include <fstream>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/output.hpp"
#include "base/standard_streams.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "workload/access_log.hpp"

namespace dispatchbench::runner {
namespace {

std::string trace_usage() {
  return "usage: bench trace LOG [options]\n"
         "Makes a trace for loadgen --trace of an access log of nginx or Apache. What is missing\n"
         "there and what was assumed instead is said on standard error.\n";
}

OptionTable trace_options() {
  using enum OptionKind;
  return {{.name = "format",
           .kind = text,
           .noun = "nginx's variables or Apache's directives, with something between them",
           .standard = std::string(workload::combined_log_format),
           .help = "of its lines, as log_format or LogFormat has it; of use are $msec, "
                   "$request_time, $request_length, $content_length, $connection; %D, %T, %I"},
          {.name = "output",
           .letter = 'o',
           .kind = file,
           .help = "write there, whole or not at all (else to standard output)"}};
}

workload::LogFormat format_option(const OptionValues& values) {
  if (const auto format = workload::LogFormat::parse(values.text("format"))) return *format;
  values.refuse("format", "nginx's variables or Apache's directives, with something between them");
}

int trace_log(const OptionValues& values) {
  const workload::LogFormat format = format_option(values);
  const std::string path = argument_in(values);
  if (path.empty()) throw UsageError("trace: expected an access log; see --help");
  const std::string output = values.text_or_empty("output");
  if (values.has("output")) file_option("output", output);
  std::ifstream log(path, std::ios::binary);
  if (!log) throw UsageError("{}: expected an access log that can be read", path);
  const workload::LoggedTrace trace = workload::trace_of_log(log, format);
  if (trace.csv.empty()) {
    throw UsageError("{}: expected lines in the format {}, found none", path,
                     values.text("format"));
  }
  for (const std::string& remark : trace.remarks) print_error("bench trace", remark);
  if (output.empty()) {
    fmt::print("{}", trace.csv);
  } else {
    write_output(output, trace.csv);
  }
  return 0;
}

}  // namespace

const Command trace_command{
    "trace", "make a load trace of an access log", trace_usage, trace_options, 1, trace_log};

}  // namespace dispatchbench::runner
