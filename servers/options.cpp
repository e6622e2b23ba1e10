#include "servers/options.hpp"

#include <algorithm>
#include <random>
#include <span>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/affinity.hpp"
#include "base/command_line.hpp"
#include "base/option_values.hpp"
#include "base/units.hpp"
#include "servers/parts_options.hpp"
#include "servers/strategy_list.hpp"

namespace dispatchbench {
namespace {

constexpr const char* least_cost = "0.001us";
constexpr const char* longest = "1440m";
constexpr std::size_t kept_descriptors = 64;     // logs, listener, report …
constexpr std::size_t few_connections = 128;     // worth a word if no more can be open
constexpr std::size_t descriptors_a_worker = 8;  // poller, bell, timer, pipe, listener

/// The names of a table's rows.
template <typename Row>
std::vector<std::string> choices_of(std::span<const Row> rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.emplace_back(row.name);
  return names;
}

const OptionTable& option_table() {
  using enum OptionKind;
  using enum SetBy;
  // clang-format off
  static const OptionTable table{
      {.name = "strategy", .kind = choice, .choices = choices_of(strategies()), .set_by = runner,
       .help = "how connections reach threads (required)"},
      {.name = "threads", .kind = count, .standard = std::to_string(usable_cpus()), .least = "1",
       .most = "4096", .help = "worker threads"},
      {.name = "listen", .kind = text, .value = "ADDR:PORT", .standard = "127.0.0.1:8080",
       .set_by = runner, .help = "port 0 picks a free one"},
      {.name = "store", .kind = text, .value = "DIR", .noun = "a folder", .help = "keep objects in DIR"},
      {.name = "null", .help = "send every PUT body to /dev/null"},
      {.name = "rest", .kind = choice, .value = "TABLE", .standard = "article",
       .choices = {"article", "strict"},
       .help = "answers as the article's table has them, or strict: as HTTP does"},
      {.name = "copy", .kind = choice, .value = "MODE", .standard = "read",
       .choices = {"read", "splice", "discard"},
       .help = "of bodies: read, splice or discard (only with --null)"},
      {.name = "backend", .kind = choice, .choices = choices_of(backends()),
       .help = "waits for readiness: asio or epoll; default: the strategy's"},
      {.name = "accept", .kind = choice, .choices = choices_of(accepts()),
       .help = "part of the strategy: who accepts (--list-parts)"},
      {.name = "placement", .kind = choice, .choices = choices_of(placements()),
       .help = "… which worker gets a connection"},
      {.name = "handoff", .kind = choice, .choices = choices_of(handoffs()),
       .help = "… how it gets there"},
      {.name = "afterwards", .kind = choice, .choices = choices_of(afterwards()),
       .help = "… what happens to it once it was run"},
      {.name = "seed", .kind = count, .most = "4294967296",
       .help = "of placements by chance; default: another every time"},
      {.name = "buffer-size", .kind = size, .least = "4KiB", .most = "1GiB",
       .help = "body buffer of a worker; default: 256KiB to splice, else 64KiB"},
      {.name = "quantum", .kind = size, .standard = "4MiB", .least = "1B", .most = "1TiB",
       .help = "most bytes of one connection handled in a row"},
      {.name = "backlog", .kind = count, .standard = "1024", .least = "1", .most = "65535",
       .help = "of listen(2)"},
      {.name = "emulate-core", .kind = rate, .least = "1kB/s", .most = "1TB/s",
       .help = "each worker is a core that handles bytes at RATE"},
      {.name = "emulate-request", .kind = duration, .least = least_cost, .most = longest,
       .help = "… that takes TIME for a request"},
      {.name = "emulate-accept", .kind = duration, .least = least_cost, .most = longest,
       .help = "… and TIME for an accept"},
      {.name = "report", .kind = file, .set_by = runner,
       .help = "write what each worker did, at exit"},
      {.name = "sample-interval", .kind = duration, .standard = "50ms", .least = "1ms",
       .most = "60m", .help = "of the report's timeline"},
      {.name = "header-timeout", .kind = duration, .standard = "10s", .least = "1ms",
       .most = longest, .help = "for the whole head of a request"},
      {.name = "idle-timeout", .kind = duration, .standard = "75s", .least = "1ms",
       .most = longest, .help = "between two requests"},
      {.name = "body-timeout", .kind = duration, .standard = "30s", .least = "1ms",
       .most = longest, .help = "without progress, receiving or sending"},
      {.name = "min-rate", .kind = rate, .standard = "500B/s", .least = "1B/s", .most = "1GB/s",
       .help = "slower ones use up the body timeout and are cut"},
      {.name = "max-body", .kind = size, .standard = "10GB", .least = "1B", .most = "1048576TiB",
       .help = "longer bodies are refused with 413"},
      {.name = "max-connections", .kind = count, .least = "1",
       .help = "more are answered 503; default: by the descriptor limit"},
      {.name = "drain-timeout", .kind = duration, .standard = "5s", .most = longest,
       .help = "to finish after a signal; a second signal ends it at once"},
      {.name = "pin", .kind = cpus, .help = "processors of the workers in turn, such as 0-3,6"},
      {.name = "no-server-timing", .help = "leave out the Server-Timing field of answers"},
      {.name = "list-strategies", .set_by = user, .help = "print the strategies and exit"},
      {.name = "list-parts", .set_by = user,
       .help = "print what strategies can be made of and exit"},
      {.name = "list-options", .set_by = user, .help = "print the options and exit"},
      {.name = "json", .set_by = user, .help = "with a list: as JSON"},
      {.name = "help", .set_by = user, .help = "print this and exit"},
      {.name = "version", .set_by = user, .help = "print the version and exit"},
  };
  // clang-format on
  return table;
}

std::string help() {
  return "usage: dispatch_server --strategy NAME (--store DIR | --null) [options]\n"
         "A REST object store whose dispatch of connections to threads is the strategy's.\n\n" +
         help_of(option_table()) +
         "\nSizes: B, kB, MB, GB (powers of 1000), KiB, MiB, GiB (powers of 1024). Times: us, ms, "
         "s, m.\nRates: a size and /s. Strategies: " +
         strategy_names() + ".\n";
}

std::optional<std::string> information(const OptionValues& values) {
  if (values.has("help")) return help();
  if (values.has("version")) return "dispatch_server " DISPATCHBENCH_VERSION "\n";
  const bool json = values.has("json");
  if (values.has("list-strategies")) {
    return json ? list_strategies_as_json() : list_strategies();
  }
  if (values.has("list-parts")) return json ? list_parts_as_json() : list_parts();
  if (values.has("list-options")) {
    return json ? list_options_as_json(option_table()) : list_options(option_table());
  }
  if (json) throw UsageError("--json: goes with --list-strategies, --list-parts or --list-options");
  return std::nullopt;
}

const StrategyRow& strategy_option(const OptionValues& values) {
  if (!values.has("strategy")) {
    throw UsageError("--strategy is required: one of " + strategy_names());
  }
  return *find_strategy(values.text("strategy"));
}

std::optional<Parts> parts_option(const OptionValues& values, const StrategyRow& row) {
  const auto named = [&values](const char* option) {
    return values.has(option) ? std::optional(values.text(option)) : std::nullopt;
  };
  return parts_option(row, {.accept = named("accept"),
                            .placement = named("placement"),
                            .handoff = named("handoff"),
                            .afterwards = named("afterwards")});
}

const BackendRow* backend_option(const OptionValues& values, const StrategyRow& row,
                                 const std::optional<Parts>& parts) {
  const auto fit = parts ? backends_for(*parts) : row.backends;
  if (!values.has("backend")) return fit.front();
  const std::string& name = values.text("backend");
  for (const BackendRow* const backend : fit) {
    if (backend->name == name) return backend;
  }
  values.refuse("backend", fmt::format("{} (with --strategy {}{})", backend_names(fit), row.name,
                                       parts ? fmt::format(" --accept {}", parts->accept->name)
                                             : std::string()));
}

std::uint64_t seed_option(const OptionValues& values) {
  return values.has("seed") ? values.count("seed") : std::random_device{}();
}

std::optional<std::filesystem::path> store_option(const OptionValues& values) {
  if (values.has("store") == values.has("null")) {
    throw UsageError("exactly one of --store DIR and --null is required");
  }
  if (values.has("null")) return std::nullopt;
  return values.text("store");
}

CopyMode copy_option(const OptionValues& values) {
  const std::string& name = values.text("copy");
  if (name == to_string(CopyMode::splice)) return CopyMode::splice;
  if (name == to_string(CopyMode::read)) return CopyMode::read;
  if (!values.has("null")) values.refuse("copy", "read or splice (with --store), or --null");
  return CopyMode::discard;
}

Rest rest_option(const OptionValues& values) {
  return values.text("rest") == to_string(Rest::strict) ? Rest::strict : Rest::article;
}

EmulationCosts emulation_options(const OptionValues& values) {
  EmulationCosts costs;
  if (values.has("emulate-core")) costs.bytes_per_second = values.rate("emulate-core");
  if (values.has("emulate-request")) costs.request_ns = values.duration("emulate-request").count();
  if (values.has("emulate-accept")) costs.accept_ns = values.duration("emulate-accept").count();
  return costs;
}

/// A report that cannot be written should be known before the run, not after it.
std::optional<std::filesystem::path> report_option(const OptionValues& values) {
  if (!values.has("report")) return std::nullopt;
  return file_option("report", values.text("report"));
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
std::size_t max_connections_option(const OptionValues& values, const Options& options) {
  const std::size_t limit = raised_descriptor_limit();
  const std::size_t taken = kept_descriptors + descriptors_a_worker * options.workers();
  const std::size_t each = options.store ? 2 : 1;
  // With fewer than one a worker it would seem to work, and serve one client after the other.
  const std::size_t needed = taken + each * options.workers();
  if (limit < needed) {
    throw UsageError(fmt::format(
        "--threads {}: needs {} file descriptors, and the limit is {}: expected fewer threads or "
        "a higher limit (ulimit -n)",
        options.workers(), needed, limit));
  }
  const std::size_t most = (limit - taken) / each;
  if (!values.has("max-connections")) return most;
  if (values.count("max-connections") <= most) return values.count("max-connections");
  values.refuse("max-connections", fmt::format("a whole number from 1 to {}", most));
}

HttpSettings http_options(const OptionValues& values, const Options& options) {
  HttpSettings settings;
  settings.rest = rest_option(values);
  settings.copy = copy_option(values);
  settings.quantum = values.size("quantum");
  settings.header_timeout = values.duration("header-timeout");
  settings.idle_timeout = values.duration("idle-timeout");
  settings.body_timeout = values.duration("body-timeout");
  settings.least_rate = values.rate("min-rate");
  settings.max_body = values.size("max-body");
  settings.max_connections = max_connections_option(values, options);
  settings.server_timing = !values.has("no-server-timing");
  return settings;
}

std::uint64_t physical_memory() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// A splice moves pages and is cheapest in large pieces; what a read copies should still be in the
/// processor's own cache when it is written on (benchmarks/speed.py pieces).
std::size_t buffer_option(const OptionValues& values, const Options& options) {
  if (values.has("buffer-size")) {
    const std::uint64_t most = physical_memory() / 2 / options.workers();
    if (values.size("buffer-size") <= most) return values.size("buffer-size");
    values.refuse("buffer-size", fmt::format("a size that {} workers have memory for: {} at most",
                                             options.workers(), format_size(most)));
  }
  return options.http.copy == CopyMode::splice ? 256U << 10 : 64U << 10;
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  const OptionValues values(argc, argv, option_table());
  Options options;
  options.information = information(values);
  if (options.information) return options;
  options.strategy = &strategy_option(values);
  options.threads = static_cast<unsigned>(values.count("threads"));
  options.threads_given = values.given("threads");
  options.listen = ListenAddress::parse(values.text("listen"));
  options.store = store_option(values);
  options.parts = parts_option(values, *options.strategy);
  options.backend = backend_option(values, *options.strategy, options.parts);
  options.seed = seed_option(values);
  options.backlog = static_cast<int>(values.count("backlog"));
  options.emulation = emulation_options(values);
  options.report = report_option(values);
  options.sample_interval = values.duration("sample-interval");
  options.drain_timeout = values.duration("drain-timeout");
  if (values.has("pin")) options.pin = values.cpus("pin");
  options.http = http_options(values, options);
  options.max_connections_given = values.given("max-connections");
  options.buffer_size = buffer_option(values, options);
  return options;
}

std::vector<std::string> warnings(const Options& options) {
  std::vector<std::string> lines;
  if (options.threads_given && options.workers() < options.threads) {
    lines.push_back(fmt::format("--threads {}: {} has only one worker, and uses one",
                                options.threads, options.strategy->name));
  }
  if (options.http.max_connections < few_connections && !options.max_connections_given) {
    lines.push_back(
        fmt::format("the limit of file descriptors (ulimit -n) leaves room for {} connections at "
                    "once; more are answered 503",
                    options.http.max_connections));
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
                      {"rest", to_string(http.rest)},
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
