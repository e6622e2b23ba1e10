#include "loadgen/options/option_table.hpp"

#include "machine/options.hpp"
#include "workload/arrivals.hpp"
#include "workload/spread.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr const char* most_requests = "1000000000000";
constexpr const char* longest = "1440m";

}  // namespace

const OptionTable& load_options() {
  using enum OptionKind;
  using enum SetBy;
  // clang-format off
  static const OptionTable table = with_machine_options({
      {.name = "requests", .letter = 'n', .kind = count, .standard = "10000", .least = "1",
       .most = most_requests, .help = "requests to send, warm-up not counted"},
      {.name = "duration", .kind = duration, .least = "1ms", .most = longest,
       .help = "send for this long instead of a number of requests"},
      {.name = "threads", .letter = 't', .kind = count, .standard = "32", .least = "1",
       .most = "1024",
       .help = "threads; by default no more than the connections, and 1 if those are auto"},
      {.name = "connections", .letter = 'c', .kind = count, .least = "1", .most = "1000000",
       .choices = {"auto"},
       .help = "connections open at once in all (default: one a thread); auto: with --rate one more "
               "is opened whenever a request is due and all are taken, up to 10000 in all"},
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
      {.name = "arrivals", .kind = text, .value = "HOW", .noun = std::string(workload::arrivals_syntax),
       .standard = "uniform",
       .help = "of --rate: uniform, poisson or bursty:ON,OFF (nothing for OFF, the more for ON)"},
      {.name = "skew", .kind = text, .value = "zipf:S", .noun = std::string(workload::spread_syntax),
       .help = "of --rate: connection i is given requests in proportion to 1 / i^S; default: in turn"},
      {.name = "demand", .kind = distribution,
       .help = "work that each request asks the server for (Service-Demand), up to 10s"},
      {.name = "think", .kind = distribution,
       .help = "without --rate: a connection waits so long between an answer and its next request"},
      {.name = "mix", .kind = text, .value = "FILE", .noun = "a file",
       .help = "a JSON list of groups of connections, each a load of its own"},
      {.name = "trace", .kind = text, .value = "FILE", .noun = "a file",
       .help = "replay a CSV of at_seconds, connection, method, body_bytes, demand_seconds"},
      {.name = "speed", .kind = number, .noun = "how many times as fast, a number", .least = "0.001",
       .most = "1000", .help = "of --trace; default: 1"},
      {.name = "warmup", .kind = duration, .standard = "0", .most = longest,
       .help = "send for this long first and leave it out of every figure"},
      {.name = "method", .kind = choice, .standard = "PUT", .choices = {"PUT", "GET"},
       .help = "PUT or GET"},
      {.name = "key-prefix", .kind = text, .standard = "loadgen-",
       .help = "connection N uses URL/PREFIXN"},
      {.name = "expect-continue",
       .help = "ask the server before each body (Expect: 100-continue)"},
      {.name = "timeout", .kind = duration, .standard = "60s", .least = "1ms", .most = longest,
       .help = "for one request, connecting included; without --duration or --rate, 3 transport "
               "errors in a row end a connection's share"},
      {.name = "rank-timeout", .kind = duration, .standard = "30s", .least = "1s", .most = longest,
       .set_by = runner,
       .help = "under mpirun: when a process has come too late or been silent for so long, all end"},
      {.name = "seed", .kind = count, .standard = "1", .help = "of everything that is drawn"},
      {.name = "pin", .kind = cpus, .help = "processors for the threads, such as 0-3,6"},
      {.name = "output", .letter = 'o', .kind = file, .set_by = runner,
       .help = "write load.json to this file"},
      {.name = "list-options", .set_by = user, .help = "print these options"},
      {.name = "json", .set_by = user, .help = "with --list-options: as JSON"},
      {.name = "help", .set_by = user, .help = "this text"},
      {.name = "version", .set_by = user, .help = "the version"},
  }, "output");
  // clang-format on
  return table;
}

}  // namespace dispatchbench::loadgen
