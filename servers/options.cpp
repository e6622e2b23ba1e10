#include "servers/options.hpp"

#include <algorithm>
#include <random>
#include <sstream>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/affinity.hpp"
#include "base/command_line.hpp"
#include "servers/parts_options.hpp"
#include "servers/strategy_list.hpp"

namespace dispatchbench {
namespace {

namespace po = boost::program_options;

constexpr unsigned most_threads = 4096;
constexpr std::size_t least_buffer = 4096;
constexpr std::size_t most_buffer = 1U << 30;
constexpr std::size_t kept_descriptors = 64;     // logs, listener, report …
constexpr std::size_t descriptors_a_worker = 8;  // poller, bell, timer, pipe, listener
constexpr std::string_view copy_choices = "read, splice or discard";

struct OptionRow {
  const char* name;
  const char* value;    ///< what it takes, for people; null: nothing
  std::string usual;    ///< the default; empty: none
  const char* meaning;  ///< --help shows it
};

std::vector<OptionRow> option_rows() {
  return {
      {"strategy", "NAME", "", "how connections reach threads (required)"},
      {"threads", "N", std::to_string(usable_cpus()), "worker threads"},
      {"listen", "ADDR:PORT", "127.0.0.1:8080", "port 0 picks a free one"},
      {"store", "DIR", "", "keep objects in DIR"},
      {"null", nullptr, "", "send every PUT body to /dev/null"},
      {"copy", "MODE", "read", "of bodies: read, splice or discard (only with --null)"},
      {"backend", "NAME", "", "waits for readiness: asio or epoll; default: the strategy's"},
      {"accept", "NAME", "", "part of the strategy: who accepts (--list-parts)"},
      {"placement", "NAME", "", "… which worker gets a connection"},
      {"handoff", "NAME", "", "… how it gets there"},
      {"afterwards", "NAME", "", "… what happens to it once it was run"},
      {"seed", "N", "", "of placements by chance; default: another every time"},
      {"buffer-size", "SIZE", "", "body buffer of a worker; default: 256KiB to splice, else 64KiB"},
      {"quantum", "SIZE", "4MiB", "most bytes of one connection handled in a row"},
      {"backlog", "N", "1024", "of listen(2)"},
      {"emulate-core", "RATE", "", "each worker is a core that handles bytes at RATE"},
      {"emulate-request", "TIME", "", "… that takes TIME for a request"},
      {"emulate-accept", "TIME", "", "… and TIME for an accept"},
      {"report", "FILE", "", "write what each worker did, at exit"},
      {"sample-interval", "TIME", "50ms", "of the report's timeline"},
      {"header-timeout", "TIME", "10s", "for the whole head of a request"},
      {"idle-timeout", "TIME", "75s", "between two requests"},
      {"body-timeout", "TIME", "30s", "without progress, receiving or sending"},
      {"min-rate", "RATE", "500B/s", "slower ones use up the body timeout and are cut"},
      {"max-body", "SIZE", "10GB", "longer bodies are refused with 413"},
      {"max-connections", "N", "", "more are answered 503; default: by the descriptor limit"},
      {"drain-timeout", "TIME", "5s", "to finish after a signal; a second signal ends it at once"},
      {"pin", "CPUS", "", "processors of the workers in turn, such as 0-3,6"},
      {"no-server-timing", nullptr, "", "leave out the Server-Timing field of answers"},
      {"list-strategies", nullptr, "", "print the strategies and exit"},
      {"list-parts", nullptr, "", "print what strategies can be made of and exit"},
      {"json", nullptr, "", "with a list: as JSON"},
      {"help", nullptr, "", "print this and exit"},
      {"version", nullptr, "", "print the version and exit"},
  };
}

po::options_description describe() {
  po::options_description options("Options", 100);
  for (const OptionRow& row : option_rows()) {
    if (row.value == nullptr) {
      options.add_options()(row.name, row.meaning);
      continue;
    }
    auto* const value = po::value<std::string>()->value_name(row.value);
    if (!row.usual.empty()) value->default_value(row.usual);
    options.add_options()(row.name, value, row.meaning);
  }
  return options;
}

/// The parsed command line, option by option.
class Values {
 public:
  explicit Values(po::variables_map values) : values_(std::move(values)) {}

  bool has(const char* name) const { return values_.count(name) != 0; }
  /// Given by the user, not by default.
  bool given(const char* name) const { return has(name) && !values_[name].defaulted(); }
  const std::string& text(const char* name) const { return values_[name].as<std::string>(); }

  std::uint64_t count(const char* name, std::uint64_t least, std::uint64_t most) const {
    return count_option(name, text(name), least, most);
  }
  std::uint64_t size(const char* name, std::uint64_t least, std::uint64_t most) const {
    const std::uint64_t bytes = size_option(name, text(name));
    if (bytes >= least && bytes <= most) return bytes;
    refuse_option(name, text(name),
                  fmt::format("a size from {} to {}", format_size(least), format_size(most)));
  }
  Nanoseconds time(const char* name) const {
    const Nanoseconds duration = duration_option(name, text(name));
    if (duration.count() > 0) return duration;
    refuse_option(name, text(name), fmt::format("a time above zero, {}", duration_syntax));
  }

 private:
  po::variables_map values_;
};

std::string help() {
  std::ostringstream described;
  described << describe();
  return "usage: dispatch_server --strategy NAME (--store DIR | --null) [options]\n"
         "A REST object store whose dispatch of connections to threads is the strategy's.\n\n" +
         described.str() +
         "\nSizes: B, kB, MB, GB (powers of 1000), KiB, MiB, GiB (powers of 1024). Times: us, ms, "
         "s, m.\nRates: a size and /s. Strategies: " +
         strategy_names() + ".\n";
}

std::optional<std::string> information(const Values& values) {
  if (values.has("help")) return help();
  if (values.has("version")) return "dispatch_server " DISPATCHBENCH_VERSION "\n";
  if (values.has("list-strategies")) {
    return values.has("json") ? list_strategies_as_json() : list_strategies();
  }
  if (values.has("list-parts")) return values.has("json") ? list_parts_as_json() : list_parts();
  if (values.has("json")) throw UsageError("--json: goes with --list-strategies or --list-parts");
  return std::nullopt;
}

const StrategyRow& strategy_option(const Values& values) {
  if (!values.has("strategy")) {
    throw UsageError("--strategy is required: one of " + strategy_names());
  }
  const StrategyRow* const row = find_strategy(values.text("strategy"));
  if (row != nullptr) return *row;
  refuse_option("strategy", values.text("strategy"), "one of " + strategy_names());
}

std::optional<Parts> parts_option(const Values& values, const StrategyRow& row) {
  const auto named = [&values](const char* option) {
    return values.has(option) ? std::optional(values.text(option)) : std::nullopt;
  };
  return parts_option(row, {.accept = named("accept"),
                            .placement = named("placement"),
                            .handoff = named("handoff"),
                            .afterwards = named("afterwards")});
}

const BackendRow* backend_option(const Values& values, const StrategyRow& row,
                                 const std::optional<Parts>& parts) {
  const auto fit = parts ? backends_for(*parts) : row.backends;
  if (!values.has("backend")) return fit.front();
  const std::string& name = values.text("backend");
  for (const BackendRow* const backend : fit) {
    if (backend->name == name) return backend;
  }
  refuse_option("backend", name,
                fmt::format("{} (with --strategy {}{})", backend_names(fit), row.name,
                            parts ? fmt::format(" --accept {}", parts->accept->name) : ""));
}

std::uint64_t seed_option(const Values& values) {
  if (values.has("seed")) return values.count("seed", 0, 1ULL << 32);
  return std::random_device{}();
}

std::optional<std::filesystem::path> store_option(const Values& values) {
  if (values.has("store") == values.has("null")) {
    throw UsageError("exactly one of --store DIR and --null is required");
  }
  if (values.has("null")) return std::nullopt;
  if (!values.text("store").empty()) return values.text("store");
  refuse_option("store", "", "a folder");
}

CopyMode copy_option(const Values& values) {
  const std::string& name = values.text("copy");
  for (const CopyMode mode : {CopyMode::read, CopyMode::splice, CopyMode::discard}) {
    if (to_string(mode) != name) continue;
    if (mode == CopyMode::discard && !values.has("null")) {
      refuse_option("copy", name, "read or splice (with --store), or --null");
    }
    return mode;
  }
  refuse_option("copy", name, copy_choices);
}

EmulationCosts emulation_options(const Values& values) {
  EmulationCosts costs;
  if (values.has("emulate-core")) {
    costs.bytes_per_second = rate_option("emulate-core", values.text("emulate-core"));
  }
  if (values.has("emulate-request")) costs.request_ns = values.time("emulate-request").count();
  if (values.has("emulate-accept")) costs.accept_ns = values.time("emulate-accept").count();
  return costs;
}

/// A report that cannot be written should be known before the run, not after it.
std::optional<std::filesystem::path> report_option(const Values& values) {
  if (!values.has("report")) return std::nullopt;
  std::filesystem::path path = values.text("report");
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::error_code ignored;
  if (path.filename().empty() || std::filesystem::is_directory(path, ignored)) {
    refuse_option("report", path.string(), "a file, not a folder");
  }
  if (!std::filesystem::is_directory(folder, ignored) ||
      ::access(folder.c_str(), W_OK | X_OK) != 0) {
    refuse_option("report", path.string(), "a file in a folder that can be written");
  }
  return path;
}

std::vector<int> pin_option(const Values& values) {
  if (!values.has("pin")) return {};
  const auto cpus = parse_cpu_list(values.text("pin"));
  if (cpus) return *cpus;
  refuse_option("pin", values.text("pin"), cpu_list_syntax);
}

std::size_t raised_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return std::min<std::size_t>(limit.rlim_cur, 1U << 30);
}

/// A connection has a socket, and with a store perhaps a file.
std::size_t max_connections_option(const Values& values, const Options& options) {
  const std::size_t limit = raised_descriptor_limit();
  const std::size_t taken = kept_descriptors + descriptors_a_worker * options.workers();
  const std::size_t each = options.store ? 2 : 1;
  const std::size_t most = limit > taken ? std::max<std::size_t>((limit - taken) / each, 1) : 1;
  if (!values.has("max-connections")) return most;
  return values.count("max-connections", 1, most);
}

HttpSettings http_options(const Values& values, const Options& options) {
  HttpSettings settings;
  settings.copy = copy_option(values);
  settings.quantum = values.size("quantum", 1, 1ULL << 40);
  settings.header_timeout = values.time("header-timeout");
  settings.idle_timeout = values.time("idle-timeout");
  settings.body_timeout = values.time("body-timeout");
  settings.least_rate = rate_option("min-rate", values.text("min-rate"));
  settings.max_body = values.size("max-body", 1, 1ULL << 60);
  settings.max_connections = max_connections_option(values, options);
  settings.server_timing = !values.has("no-server-timing");
  return settings;
}

/// A splice moves pages and is cheapest in large pieces; what a read copies should still be in the
/// processor's own cache when it is written on (benchmarks/speed.py pieces).
std::size_t buffer_option(const Values& values, CopyMode copy) {
  if (values.has("buffer-size")) return values.size("buffer-size", least_buffer, most_buffer);
  return copy == CopyMode::splice ? 256U << 10 : 64U << 10;
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  const Values values(parse_command_line(argc, argv, describe()));
  Options options;
  options.information = information(values);
  if (options.information) return options;
  options.strategy = &strategy_option(values);
  options.threads = static_cast<unsigned>(values.count("threads", 1, most_threads));
  options.threads_given = values.given("threads");
  options.listen = ListenAddress::parse(values.text("listen"));
  options.store = store_option(values);
  options.parts = parts_option(values, *options.strategy);
  options.backend = backend_option(values, *options.strategy, options.parts);
  options.seed = seed_option(values);
  options.backlog = static_cast<int>(values.count("backlog", 1, 65535));
  options.emulation = emulation_options(values);
  options.report = report_option(values);
  options.sample_interval = values.time("sample-interval");
  options.drain_timeout = duration_option("drain-timeout", values.text("drain-timeout"));
  options.pin = pin_option(values);
  options.http = http_options(values, options);
  options.buffer_size = buffer_option(values, options.http.copy);
  return options;
}

std::vector<std::string> warnings(const Options& options) {
  std::vector<std::string> lines;
  if (options.threads_given && options.workers() < options.threads) {
    lines.push_back(fmt::format("--threads {}: {} has only one worker, and uses one",
                                options.threads, options.strategy->name));
  }
  if (!options.listen.loopback()) {
    lines.push_back(
        fmt::format("--listen {}: not a loopback address; anyone who can reach it may "
                    "read, write and delete objects",
                    options.listen.to_string()));
  }
  return lines;
}

nlohmann::json to_json(const Options& options) {
  const HttpSettings& http = options.http;
  nlohmann::json json{{"strategy", options.strategy->name},
                      {"threads", options.threads},
                      {"listen", options.listen.to_string()},
                      {"copy", to_string(http.copy)},
                      {"backend", options.backend->name},
                      {"buffer-size", format_size(options.buffer_size)},
                      {"quantum", format_size(http.quantum)},
                      {"backlog", options.backlog},
                      {"sample-interval", format_duration(options.sample_interval)},
                      {"header-timeout", format_duration(http.header_timeout)},
                      {"idle-timeout", format_duration(http.idle_timeout)},
                      {"body-timeout", format_duration(http.body_timeout)},
                      {"min-rate", format_size(static_cast<std::uint64_t>(http.least_rate)) + "/s"},
                      {"max-body", format_size(http.max_body)},
                      {"max-connections", http.max_connections},
                      {"drain-timeout", format_duration(options.drain_timeout)},
                      {"no-server-timing", !http.server_timing}};
  if (options.parts) {
    json["accept"] = options.parts->accept->name;
    json["placement"] = options.parts->placement->name;
    json["handoff"] = options.parts->handoff->name;
    json["afterwards"] = options.parts->afterwards->name;
    json["seed"] = options.seed;
  }
  if (options.store) {
    json["store"] = options.store->string();
  } else {
    json["null"] = true;
  }
  const EmulationCosts& costs = options.emulation;
  if (costs.bytes_per_second > 0) {
    json["emulate-core"] = format_size(static_cast<std::uint64_t>(costs.bytes_per_second)) + "/s";
  }
  if (costs.request_ns > 0) {
    json["emulate-request"] = format_duration(Nanoseconds(costs.request_ns));
  }
  if (costs.accept_ns > 0) json["emulate-accept"] = format_duration(Nanoseconds(costs.accept_ns));
  if (!options.pin.empty()) json["pin"] = fmt::format("{}", fmt::join(options.pin, ","));
  return json;
}

}  // namespace dispatchbench
