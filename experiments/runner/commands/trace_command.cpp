#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/output.hpp"
#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/commands/logged_trace.hpp"

namespace dispatchbench::runner {
namespace {

std::string trace_usage() {
  return "usage: bench trace LOG [options]\n"
         "Makes a trace for loadgen --trace of an access log of nginx or Apache. What is missing\n"
         "there and what was assumed instead is said on standard error.\n";
}

OptionTable trace_options() {
  return {log_format_option(),
          {.name = "output",
           .letter = 'o',
           .kind = OptionKind::file,
           .help = "write there, whole or not at all (else to standard output)"}};
}

int trace_log(const OptionValues& values) {
  const std::string path = argument_in(values);
  if (path.empty()) throw UsageError("trace: expected an access log; see --help");
  const std::string output = values.text_or_empty("output");
  if (values.has("output")) file_option("output", output);
  const std::string trace = logged_trace(path, values, "trace");
  if (output.empty()) {
    fmt::print("{}", trace);
  } else {
    write_output(output, trace);
  }
  return 0;
}

}  // namespace

const Command trace_command{
    "trace", "make a load trace of an access log", trace_usage, trace_options, 1, trace_log};

}  // namespace dispatchbench::runner
