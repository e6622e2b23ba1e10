#include "loadgen/options.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/command_line.hpp"
#include "base/option_values.hpp"
#include "base/units.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr const char* most_requests = "1000000000000";
constexpr const char* longest = "1440m";

const OptionTable& option_table() {
  using enum OptionKind;
  using enum SetBy;
  // clang-format off
  static const OptionTable table{
      {.name = "requests", .letter = 'n', .kind = count, .standard = "10000", .least = "1",
       .most = most_requests, .help = "requests to send, warm-up not counted"},
      {.name = "duration", .kind = duration, .least = "1ms", .most = longest,
       .help = "send for this long instead of a number of requests"},
      {.name = "threads", .letter = 't', .kind = count, .standard = "32", .least = "1",
       .most = "1024", .help = "threads; by default no more than the connections"},
      {.name = "connections", .letter = 'c', .kind = count, .least = "1", .most = "1000000",
       .help = "connections open at once in all (default: one a thread)"},
      {.name = "body-size", .letter = 's', .kind = body_size, .standard = "40MB",
       .help = "a size, or drawn from a distribution, 1B to 1GB"},
      {.name = "split", .kind = choice, .standard = "static", .choices = {"static", "shared"},
       .help = "static: each connection has its fixed share of the requests; shared: it takes the "
               "next from a common pool"},
      {.name = "requests-per-connection", .kind = count, .standard = "0", .most = most_requests,
       .help = "reconnect after so many requests; 0: never"},
      {.name = "rate", .kind = number, .noun = "requests a second, a number", .least = "0.001",
       .most = "10000000",
       .help = "requests a second in all, sent when due whether or not earlier ones are answered "
               "late; latency then counts from the due time"},
      {.name = "warmup", .kind = duration, .standard = "0", .most = longest,
       .help = "send for this long first and leave it out of every figure"},
      {.name = "method", .kind = choice, .standard = "PUT", .choices = {"PUT", "GET"},
       .help = "PUT or GET"},
      {.name = "key-prefix", .kind = text, .standard = "loadgen-",
       .help = "connection N uses URL/PREFIXN"},
      {.name = "expect-continue",
       .help = "ask the server before each body (Expect: 100-continue)"},
      {.name = "timeout", .kind = duration, .standard = "60s", .least = "1ms", .most = longest,
       .help = "for one request, connecting included; without --duration, 3 transport errors in "
               "a row end a connection's share"},
      {.name = "seed", .kind = count, .standard = "1", .help = "of drawn body sizes"},
      {.name = "pin", .kind = cpus, .help = "processors for the threads, such as 0-3,6"},
      {.name = "output", .letter = 'o', .kind = file, .set_by = runner,
       .help = "write load.json to this file"},
      {.name = "list-options", .set_by = user, .help = "print these options"},
      {.name = "json", .set_by = user, .help = "with --list-options: as JSON"},
      {.name = "help", .set_by = user, .help = "this text"},
      {.name = "version", .set_by = user, .help = "the version"},
  };
  // clang-format on
  return table;
}

void read_amount(const OptionValues& values, Options& options) {
  options.requests = values.count("requests");
  if (!values.has("duration")) return;
  if (values.given("requests"))
    values.refuse("duration", "either --duration or --requests, not both");
  options.duration = values.duration("duration");
}

void read_concurrency(const OptionValues& values, Options& options) {
  const auto count = [&](const char* name) { return static_cast<unsigned>(values.count(name)); };
  options.threads = count("threads");
  options.connections = values.has("connections") ? count("connections") : options.threads;
  if (!values.given("threads")) options.threads = std::min(options.threads, options.connections);
  if (options.connections >= options.threads) return;
  values.refuse(
      "connections",
      fmt::format("at least one a thread, so {} or more (or fewer --threads)", options.threads));
}

void read_load(const OptionValues& values, Options& options) {
  options.body_size =
      workload::distribution_option("body-size", values.text("body-size"), Quantity::size);
  options.split = values.text("split") == "static" ? Split::fixed : Split::shared;
  options.method = *workload::parse_method(values.text("method"));
  options.requests_per_connection = values.count("requests-per-connection");
  if (values.has("rate")) options.rate = values.number("rate");
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
  if (values.has("pin")) {
    options.pin_text = values.text("pin");
    options.pin = values.cpus("pin");
  }
  if (values.has("output")) options.output = file_option("output", values.text("output"));
}

std::string help() {
  return fmt::format(
      "usage: loadgen URL [options]\n"
      "Sends HTTP requests and writes what came of them.\n\n"
      "{}\nSizes: {}\nTimes: {}\nDistributions of times: {}\nDistributions of sizes: {}\n",
      help_of(option_table()), size_syntax, duration_syntax, distribution_syntax(Quantity::time),
      distribution_syntax(Quantity::size));
}

std::optional<std::string> information(const OptionValues& values) {
  if (values.has("help")) return help();
  if (values.has("version")) return fmt::format("loadgen {}\n", DISPATCHBENCH_VERSION);
  const bool json = values.has("json");
  if (values.has("list-options")) {
    return json ? list_options_as_json(option_table()) : list_options(option_table());
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

std::optional<Options> parse_options(int argc, const char* const* argv, std::ostream& out) {
  const OptionValues values(argc, argv, option_table(), 1);
  if (const auto text = information(values)) {
    out << *text;
    return std::nullopt;
  }
  Options options;
  read_url(values, options);
  read_amount(values, options);
  read_concurrency(values, options);
  read_load(values, options);
  read_rest(values, options);
  return options;
}

nlohmann::json to_json(const Options& options) {
  const auto null = nlohmann::json();
  const auto optional = [&](bool given, const nlohmann::json& value) {
    return given ? value : null;
  };
  return {
      {"url", options.url_text},
      {"requests", optional(!options.duration, options.requests)},
      {"duration", optional(options.duration.has_value(),
                            format_duration(options.duration.value_or(Nanoseconds(0))))},
      {"threads", options.threads},
      {"connections", options.connections},
      {"body-size", options.body_size.text()},
      {"split", options.split == Split::fixed ? "static" : "shared"},
      {"requests-per-connection", options.requests_per_connection},
      {"rate", optional(options.rate > 0, options.rate)},
      {"warmup", format_duration(options.warmup)},
      {"method", to_string(options.method)},
      {"key-prefix", options.key_prefix},
      {"expect-continue", options.expect_continue},
      {"timeout", format_duration(options.timeout)},
      {"seed", options.seed},
      {"pin", optional(!options.pin.empty(), options.pin_text)},
      {"output", optional(!options.output.empty(), options.output.string())},
  };
}

}  // namespace dispatchbench::loadgen
