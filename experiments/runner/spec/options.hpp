// The options of dispatch_server and loadgen that an experiment may set, as the programs list them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/option.hpp"
#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

enum class Program { server, load };

/// "server" or "load", as experiment files call it.
std::string_view name_of(Program program);

struct ProgramOptions {
  OptionTable server;
  OptionTable load;

  const OptionTable& of(Program program) const {
    return program == Program::server ? server : load;
  }
};

/// Those in what --list-options --json prints that an experiment may set. Throws Json::exception if
/// it is no list of options.
OptionTable options_for_experiments(const Json& list);

/// Throws UsageError that begins with "server.NAME" or "load.NAME" and gives the valid choices if
/// there is no such option or it does not take `value`.
void check_option(const ProgramOptions& known, Program program, const std::string& name,
                  const Json& value);

/// {"threads": 32, "null": true} → --threads 32 --null; what is false is left out.
std::vector<std::string> arguments_of(const Json& options);

}  // namespace dispatchbench::runner
