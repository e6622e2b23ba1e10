// The options of dispatch_server and loadgen that an experiment may set, and what each takes: one
// table row an option. Those that bench sets itself (strategy, listen, report, output) are left
// out.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

enum class Kind { flag, count, number, size, body_size, duration, rate, cpus, choice, text };

struct ChildOption {
  std::string_view name;  ///< long name, without dashes
  Kind kind;
  std::string_view choices = {};  ///< of a `choice`, separated by a space
};

enum class Program { server, load };

/// "server" or "load", as experiment files call it.
std::string_view name_of(Program program);

std::span<const ChildOption> options_of(Program program);

/// Throws UsageError that begins with "server.NAME" or "load.NAME" and gives the valid choices if
/// there is no such option or it does not take `value`.
void check_option(Program program, const std::string& name, const Json& value);

/// {"threads": 32, "null": true} → --threads 32 --null; what is false is left out.
std::vector<std::string> arguments_of(const Json& options);

}  // namespace dispatchbench::runner
