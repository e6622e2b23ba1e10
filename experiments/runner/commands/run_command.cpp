#include <string>
#include <sys/resource.h>
#include <utility>

#include "experiments/runner/commands/commands.hpp"
#include "experiments/runner/commands/hosts_options.hpp"
#include "experiments/runner/commands/run_session.hpp"
#include "experiments/runner/process/watch.hpp"
#include "experiments/runner/spec/sizing_options.hpp"

namespace dispatchbench::runner {
namespace {

std::string run_usage() {
  return "usage: bench run EXPERIMENT [options]\n"
         "EXPERIMENT is a file, or a name from bench list.\n";
}

OptionTable run_options() {
  using enum OptionKind;
  OptionTable table{
      folder_option("output", 0, "the folder for the results (else results/<experiment>/<time>)"),
      only_option("run"),
      {.name = "peer",
       .kind = text,
       .value = "NAME=COMMAND …",
       .help = "measure a server of yours in the same rounds, as mine='./my_server --port {port} "
               "--threads {threads}'; {store}: it keeps objects there"},
      {.name = "peer-url",
       .kind = text,
       .value = "NAME=URL …",
       .help = "measure one that runs already, as mine=http://127.0.0.1:8080; how busy it is "
               "cannot be seen"},
      folder_option("resume", 0,
                    "go on with the run in DIR, which must be of the same experiment, programs and "
                    "machine"),
      {.name = "live",
       .help = "serve the report on loopback while the run goes on, with progress and time left; "
               "its address is printed first"}};
  for (Option& option : hosts_options()) table.push_back(std::move(option));
  for (Option& option : sizing_options("bench")) table.push_back(std::move(option));
  for (Option& option : stopping_options()) table.push_back(std::move(option));
  return table;
}

/// A server with thousands of connections needs as many descriptors; children inherit the limit.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run_experiment(const OptionValues& values) try {
  raise_descriptor_limit();
  if (values.has("resume")) return run_on(values);
  return run_new(values);
} catch (const Interrupted& interrupted) {
  return 128 + interrupted.signal;  // no run was under way
}

}  // namespace

const Command run_command{"run", "measure an experiment", run_usage, run_options,
                          1,     run_experiment};

}  // namespace dispatchbench::runner
