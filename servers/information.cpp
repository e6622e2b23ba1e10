#include "servers/information.hpp"

#include "base/command_line.hpp"
#include "servers/option_table.hpp"
#include "servers/strategy_list.hpp"

namespace dispatchbench {
namespace {

std::string help() {
  return "usage: dispatch_server --strategy NAME (--store DIR | --null) [options]\n"
         "A REST object store whose dispatch of connections to threads is the strategy's.\n\n" +
         help_of(server_options()) +
         "\nSizes: B, kB, MB, GB (powers of 1000), KiB, MiB, GiB (powers of 1024). Times: us, ms, "
         "s, m.\nRates: a size and /s. Strategies: " +
         strategy_names() + ".\n";
}

}  // namespace

std::optional<std::string> information(const OptionValues& values) {
  if (values.has("help")) return help();
  if (values.has("version")) return "dispatch_server " DISPATCHBENCH_VERSION "\n";
  const bool json = values.has("json");
  if (values.has("list-strategies")) {
    return json ? list_strategies_as_json() : list_strategies();
  }
  if (values.has("list-parts")) return json ? list_parts_as_json() : list_parts();
  if (values.has("list-options")) {
    return json ? list_options_as_json(server_options()) : list_options(server_options());
  }
  if (json) throw UsageError("--json: goes with --list-strategies, --list-parts or --list-options");
  return std::nullopt;
}

}  // namespace dispatchbench
