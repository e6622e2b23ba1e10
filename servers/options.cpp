#include "servers/options.hpp"

#include <random>

#include <fmt/format.h>

#include "base/command_line.hpp"
#include "base/option_values.hpp"
#include "servers/information.hpp"
#include "servers/limits.hpp"
#include "servers/option_table.hpp"
#include "servers/parts_options.hpp"
#include "servers/strategy_list.hpp"
#include "strategies/plugin.hpp"

namespace dispatchbench {
namespace {

constexpr std::size_t few_connections = 128;  // worth a word if no more can be open

const StrategyRow& strategy_option(const OptionValues& values) {
  if (!values.has("strategy")) {
    throw UsageError("--strategy is required: one of " + strategy_names());
  }
  const std::string& name = values.text("strategy");
  return is_strategy_file(name) ? load_strategy(name) : *find_strategy(name);
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

const BackendRow* available(const OptionValues& values, const BackendRow* chosen,
                            std::vector<const BackendRow*> fit) {
  const std::string reason = why_unavailable(*chosen);
  if (reason.empty()) return chosen;
  std::erase_if(fit, [](const BackendRow* row) { return !why_unavailable(*row).empty(); });
  values.refuse("backend", fmt::format("{}, for {}", backend_names(fit), reason));
}

const BackendRow* backend_option(const OptionValues& values, const StrategyRow& row,
                                 const std::optional<Parts>& parts) {
  const auto fit = parts ? backends_for(*parts) : row.backends;
  if (!values.has("backend")) return fit.front();
  const std::string& name = values.text("backend");
  for (const BackendRow* const backend : fit) {
    if (backend->name == name) return available(values, backend, fit);
  }
  values.refuse("backend", fmt::format("{} (with --strategy {}{})", backend_names(fit), row.name,
                                       parts ? fmt::format(" --accept {}", parts->accept->name)
                                             : std::string()));
}

Nanoseconds placement_delay_option(const OptionValues& values, const Options& options) {
  const Nanoseconds delay = values.duration("placement-delay");
  if (delay.count() > 0 && (!options.parts || !reads_loads(*options.parts))) {
    values.refuse("placement-delay", "a placement by loads, as least-connections or two-choices");
  }
  return delay;
}

/// Of workers that watch each other's listeners a thousand have a million to wake when they end.
void refuse_too_many_workers(const OptionValues& values, const Options& options) {
  if (!options.parts || options.workers() <= options.parts->accept->most_workers) return;
  values.refuse("threads",
                fmt::format("at most {} with --accept {}", options.parts->accept->most_workers,
                            options.parts->accept->name));
}

void share_port_options(const OptionValues& values, Options& options) {
  if (!values.has("share-port")) return;
  options.share_port = true;
  options.take_over = values.text("share-port") == "take-over";
}

unsigned listeners_option(const OptionValues& values, const Options& options) {
  const auto listeners = static_cast<unsigned>(values.count("listeners"));
  if (!values.given("listeners")) return listeners;
  if (!options.parts || !options.parts->accept->grouped) {
    values.refuse("listeners", "a strategy whose workers accept in groups, as reuseport-groups");
  }
  if (listeners > options.threads) {
    values.refuse("listeners", fmt::format("at most one for each of {} workers", options.threads));
  }
  return listeners;
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

DemandMode demand_option(const OptionValues& values) {
  return values.has("demand") ? *parse_demand_mode(values.text("demand")) : DemandMode::ignore;
}

SimpleCosts emulation_options(const OptionValues& values) {
  SimpleCosts costs;
  if (values.has("emulate-core")) costs.bytes_per_second = values.rate("emulate-core");
  if (values.has("emulate-request")) costs.request_ns = values.duration("emulate-request").count();
  if (values.has("emulate-accept")) costs.accept_ns = values.duration("emulate-accept").count();
  if (costs.given() && values.has("machine")) {
    throw UsageError(
        "--machine: its costs are those of FILE: expected no --emulate option beside it");
  }
  costs.work = demand_option(values) == DemandMode::emulate;
  return costs;
}

/// A report that cannot be written should be known before the run, not after it.
std::optional<std::filesystem::path> report_option(const OptionValues& values) {
  if (!values.has("report")) return std::nullopt;
  return file_option("report", values.text("report"));
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
  if (values.has("requests-per-connection")) {
    settings.most_requests = static_cast<std::uint16_t>(values.count("requests-per-connection"));
  }
  const ConnectionLimits limits =
      connection_limits(values, options.workers(), options.store.has_value());
  settings.max_connections = limits.served;
  settings.max_turned_away = limits.turned_away;
  settings.demand = demand_option(values);
  settings.server_timing = !values.has("no-server-timing");
  return settings;
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  const OptionValues values(argc, argv, server_options());
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
  options.placement_delay = placement_delay_option(values, options);
  refuse_too_many_workers(values, options);
  options.listeners = listeners_option(values, options);
  share_port_options(values, options);
  options.seed = seed_option(values);
  options.backlog = static_cast<int>(values.count("backlog"));
  options.emulation = emulation_options(values);
  options.machine_options = machine_options(values, options.emulation.any());
  options.report = report_option(values);
  options.sample_interval = values.duration("sample-interval");
  options.look_interval = values.duration("look-interval");
  options.drain_timeout = values.duration("drain-timeout");
  if (values.has("pin")) options.pin = values.cpus("pin");
  options.http = http_options(values, options);
  options.http.awaits_first_request = options.share_port;
  options.max_connections_given = values.given("max-connections");
  options.buffer_size =
      buffer_size(values, options.workers(), options.http.copy == CopyMode::splice);
  return options;
}

std::size_t Options::listening_sockets() const noexcept {
  if (parts && parts->accept->listener_each) return workers();
  return parts && parts->accept->grouped ? std::min(listeners, workers()) : 1;
}

std::optional<EmulatedMachine::Setting> Options::machine() const {
  if (!emulation.any() && !machine_options.profile) return std::nullopt;
  EmulatedMachine::Setting setting = machine_options.setting();
  if (emulation.given()) setting.costs = emulation.costs().times(machine_options.dilation);
  setting.work = emulation.work;
  return setting;
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

}  // namespace dispatchbench
