#include "loadgen/options/options.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/option_values.hpp"
#include "base/units.hpp"
#include "loadgen/options/option_table.hpp"
#include "loadgen/options/workload_options.hpp"

namespace dispatchbench::loadgen {
namespace {

void read_amount(const OptionValues& values, Options& options) {
  options.requests = values.count("requests");
  if (!values.has("duration")) return;
  if (values.given("requests"))
    values.refuse("duration", "either --duration or --requests, not both");
  options.duration = values.duration("duration");
}

/// Each of the processes that load together needs a thread.
void read_threads(const OptionValues& values, Options& options, unsigned ranks) {
  options.threads = static_cast<unsigned>(values.count("threads"));
  if (!values.given("threads")) {
    const unsigned most =
        options.auto_connections ? 1 : std::min(options.threads, options.connections);
    options.threads = std::max(most, ranks);
  }
  if (options.threads < ranks)
    values.refuse("threads", fmt::format("at least one for each of the {} processes", ranks));
  if (options.connections >= options.threads) return;
  if (!values.has("connections"))
    values.refuse("threads", fmt::format("at most one a connection: {}", options.connections));
  values.refuse(
      "connections",
      fmt::format("at least one a thread, so {} or more (or fewer --threads)", options.threads));
}

void read_load(const OptionValues& values, Options& options) {
  options.split = values.text("split") == "static" ? Split::fixed : Split::shared;
  options.warmup = values.duration("warmup");
  options.seed = values.count("seed");
}

std::string key_prefix_of(const OptionValues& values) {
  const std::string& given = values.text("key-prefix");
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~' || c == '/';
  };
  constexpr std::size_t longest_prefix = 200;  // a file's name is at most 255 bytes
  if (given.size() <= longest_prefix && std::all_of(given.begin(), given.end(), plain))
    return given;
  values.refuse("key-prefix", fmt::format("at most {} letters, digits and -_.~/", longest_prefix));
}

void read_rest(const OptionValues& values, Options& options) {
  options.key_prefix = key_prefix_of(values);
  options.expect_continue = values.has("expect-continue");
  options.timeout = values.duration("timeout");
  options.rank_timeout = values.duration("rank-timeout");
  if (values.has("pin")) {
    options.pin_text = values.text("pin");
    options.pin = values.cpus("pin");
  }
  if (values.has("output")) options.output = file_option("output", values.text("output"));
}

std::string help() {
  return fmt::format(
      "usage: loadgen URL [options]\n"
      "Sends HTTP requests and writes what came of them.\n"
      "Under mpirun the processes load together: all numbers are those of all of them.\n\n"
      "{}\nSizes: {}\nTimes: {}\nDistributions of times: {}\nDistributions of sizes: {}\n",
      help_of(load_options()), size_syntax, duration_syntax, distribution_syntax(Quantity::time),
      distribution_syntax(Quantity::size));
}

std::optional<std::string> information(const OptionValues& values) {
  if (values.has("help")) return help();
  if (values.has("version")) return fmt::format("loadgen {}\n", DISPATCHBENCH_VERSION);
  const bool json = values.has("json");
  if (values.has("list-options")) {
    return json ? list_options_as_json(load_options()) : list_options(load_options());
  }
  if (json) throw UsageError("--json: goes with --list-options");
  return std::nullopt;
}

void read_url(const OptionValues& values, Options& options) {
  if (values.arguments().empty()) throw UsageError(fmt::format("URL: expected {}", url_syntax));
  options.url_text = values.arguments().front();
  const auto url = parse_url(options.url_text);
  if (!url) throw UsageError(fmt::format("URL {}: expected {}", options.url_text, url_syntax));
  options.url = *url;
}

}  // namespace

std::optional<Options> parse_options(int argc, const char* const* argv, std::ostream& out,
                                     unsigned ranks) {
  const OptionValues values(argc, argv, load_options(), 1);
  if (const auto text = information(values)) {
    out << *text;
    return std::nullopt;
  }
  Options options;
  read_url(values, options);
  read_amount(values, options);
  read_workload(values, options);
  read_threads(values, options, ranks);
  read_load(values, options);
  read_rest(values, options);
  options.machine = machine_options(values, false);
  if (ranks > 1 && options.machine.profile)
    throw UsageError("--machine: expected one process, for its cores are those of one host");
  return options;
}

}  // namespace dispatchbench::loadgen
