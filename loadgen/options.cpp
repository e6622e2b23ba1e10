#include "loadgen/options.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <ostream>

#include <boost/program_options/value_semantic.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/affinity.hpp"
#include "base/command_line.hpp"

namespace dispatchbench::loadgen {
namespace po = boost::program_options;
namespace {

constexpr unsigned most_threads = 1024;
constexpr unsigned most_connections = 1'000'000;
constexpr std::uint64_t most_requests = 1'000'000'000'000;

po::typed_value<std::string>* text(const char* standard = nullptr) {
  auto* value = po::value<std::string>()->value_name("X");
  return standard == nullptr ? value : value->default_value(standard);
}

po::options_description visible_options() {
  po::options_description options(
      "loadgen URL [options]\n\nSends HTTP requests and writes what came of them", 100);
  auto add = options.add_options();
  add("requests,n", text("10000"), "requests to send, warm-up not counted");
  add("duration", text(), "send for this long instead of a number of requests");
  add("threads,t", text(), "threads (default: 32, or the connections if those are fewer)");
  add("connections,c", text(), "connections open at once in all (default: one a thread)");
  add("body-size,s", text("40MB"),
      "a size, or uniform:A,B, exponential:MEAN or pareto:SCALE,SHAPE (drawn: 1B to 1GB)");
  add("split", text("static"),
      "static: each connection has its fixed share of the requests; shared: it takes the next "
      "from a common pool");
  add("requests-per-connection", text("0"), "reconnect after so many requests; 0: never");
  add("rate", text(),
      "requests a second in all, sent when due whether or not earlier ones are "
      "answered late; latency then counts from the due time");
  add("warmup", text("0"), "send for this long first and leave it out of every figure");
  add("method", text("PUT"), "PUT or GET");
  add("key-prefix", text("loadgen-"), "connection N uses URL/PREFIXN");
  add("expect-continue", po::bool_switch(),
      "ask the server before each body (Expect: 100-continue)");
  add("timeout", text("60s"),
      "for one request, connecting included; 3 transport errors in a row "
      "end a connection's share");
  add("seed", text("1"), "of drawn body sizes");
  add("pin", text(), "processors for the threads, such as 0-3,6");
  add("output,o", text(), "write load.json to this file");
  add("help", po::bool_switch(), "this text");
  add("version", po::bool_switch(), "the version");
  return options;
}

const std::string& required(const po::variables_map& values, const char* name) {
  return values[name].as<std::string>();
}

template <typename Value>
Value choice(const po::variables_map& values, const char* name, const char* first_name, Value first,
             const char* second_name, Value second) {
  const std::string& given = required(values, name);
  if (given == first_name) return first;
  if (given == second_name) return second;
  refuse_option(name, given, fmt::format("{} or {}", first_name, second_name));
}

double rate_of(const std::string& given) {
  double rate = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), rate);
  const bool whole = error == std::errc{} && end == given.data() + given.size();
  if (!whole || !std::isfinite(rate) || rate < 1e-3 || rate > 1e9) {
    refuse_option("rate", given, "requests a second, a plain number from 0.001 to 1000000000");
  }
  return rate;
}

Nanoseconds positive_duration(const char* name, const std::string& given) {
  const Nanoseconds duration = duration_option(name, given);
  if (duration <= Nanoseconds(0)) refuse_option(name, given, "a time above zero, such as 10s");
  return duration;
}

void read_amount(const po::variables_map& values, Options& options) {
  options.requests = count_option("requests", required(values, "requests"), 1, most_requests);
  if (!values.contains("duration")) return;
  const std::string& given = required(values, "duration");
  options.duration = positive_duration("duration", given);
  if (!values["requests"].defaulted()) {
    refuse_option("duration", given, "either --duration or --requests, not both");
  }
}

void read_concurrency(const po::variables_map& values, Options& options) {
  const auto count = [&](const char* name, unsigned most) {
    return static_cast<unsigned>(count_option(name, required(values, name), 1, most));
  };
  const bool threads_given = values.contains("threads");
  if (threads_given) options.threads = count("threads", most_threads);
  options.connections =
      values.contains("connections") ? count("connections", most_connections) : options.threads;
  if (!threads_given) options.threads = std::min(options.threads, options.connections);
  if (options.connections < options.threads) {
    refuse_option(
        "connections", required(values, "connections"),
        fmt::format("at least one a thread, so {} or more (or fewer --threads)", options.threads));
  }
}

void read_load(const po::variables_map& values, Options& options) {
  const std::string& size = required(values, "body-size");
  const auto body_size = BodySize::parse(size);
  if (!body_size) refuse_option("body-size", size, body_size_syntax);
  options.body_size = *body_size;
  options.split = choice(values, "split", "static", Split::fixed, "shared", Split::shared);
  options.method = choice(values, "method", "PUT", Method::put, "GET", Method::get);
  options.requests_per_connection = count_option(
      "requests-per-connection", required(values, "requests-per-connection"), 0, most_requests);
  if (values.contains("rate")) options.rate = rate_of(required(values, "rate"));
  options.warmup = duration_option("warmup", required(values, "warmup"));
  options.seed =
      count_option("seed", required(values, "seed"), 0, std::numeric_limits<std::uint64_t>::max());
}

std::string key_prefix_of(const std::string& given) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~' || c == '/';
  };
  if (!std::all_of(given.begin(), given.end(), plain)) {
    refuse_option("key-prefix", given, "letters, digits and -_.~/");
  }
  return given;
}

void read_rest(const po::variables_map& values, Options& options) {
  options.key_prefix = key_prefix_of(required(values, "key-prefix"));
  options.expect_continue = values["expect-continue"].as<bool>();
  options.timeout = positive_duration("timeout", required(values, "timeout"));
  if (options.timeout < std::chrono::milliseconds(1) || options.timeout > std::chrono::hours(24)) {
    refuse_option("timeout", required(values, "timeout"), "a time from 1ms to 1440m");
  }
  if (values.contains("pin")) {
    options.pin_text = required(values, "pin");
    const auto cpus = parse_cpu_list(options.pin_text);
    if (!cpus) refuse_option("pin", options.pin_text, cpu_list_syntax);
    options.pin = *cpus;
  }
  if (!values.contains("output")) return;
  options.output = file_option("output", required(values, "output"));
}

}  // namespace

std::optional<Options> parse_options(int argc, const char* const* argv, std::ostream& out) {
  const po::options_description visible = visible_options();
  po::options_description all;
  all.add(visible).add_options()("url", text());
  const auto values =
      parse_command_line(argc, argv, all, po::positional_options_description().add("url", 1));
  if (values["help"].as<bool>()) {
    out << visible << "\nSizes: " << size_syntax << "\nTimes: " << duration_syntax << '\n';
    return std::nullopt;
  }
  if (values["version"].as<bool>()) {
    out << "loadgen " << DISPATCHBENCH_VERSION << '\n';
    return std::nullopt;
  }
  Options options;
  if (!values.contains("url")) throw UsageError(fmt::format("URL: expected {}", url_syntax));
  options.url_text = required(values, "url");
  const auto url = parse_url(options.url_text);
  if (!url) throw UsageError(fmt::format("URL {}: expected {}", options.url_text, url_syntax));
  options.url = *url;
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
      {"method", options.method == Method::put ? "PUT" : "GET"},
      {"key-prefix", options.key_prefix},
      {"expect-continue", options.expect_continue},
      {"timeout", format_duration(options.timeout)},
      {"seed", options.seed},
      {"pin", optional(!options.pin.empty(), options.pin_text)},
      {"output", optional(!options.output.empty(), options.output.string())},
  };
}

}  // namespace dispatchbench::loadgen
