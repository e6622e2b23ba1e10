#include "servers/option_table.hpp"

#include <span>

#include "base/affinity.hpp"
#include "machine/options.hpp"
#include "strategies/registry.hpp"

namespace dispatchbench {
namespace {

constexpr const char* least_cost = "0.001us";
constexpr const char* longest = "1440m";

/// The names of a table's rows.
template <typename Row>
std::vector<std::string> choices_of(std::span<const Row> rows) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.emplace_back(row.name);
  return names;
}

}  // namespace

const OptionTable& server_options() {
  using enum OptionKind;
  using enum SetBy;
  // clang-format off
  static const OptionTable table = with_machine_options({
      {.name = "strategy", .kind = choice, .choices = choices_of(strategies()), .or_file = true,
       .set_by = runner, .help = "how connections reach threads (required); or a shared object, ./mine.so"},
      {.name = "threads", .kind = count, .standard = std::to_string(usable_cpus()), .least = "1",
       .most = "4096", .help = "worker threads"},
      {.name = "listen", .kind = text, .value = "ADDR:PORT", .standard = "127.0.0.1:8080",
       .set_by = runner, .help = "port 0 picks a free one"},
      {.name = "share-port", .kind = choice, .value = "HOW", .choices = {"beside", "take-over"},
       .help = "other servers may listen on it too: beside each other, or the last "
               "to come takes over and the others lose nothing when they end"},
      {.name = "store", .kind = text, .value = "DIR", .noun = "a folder", .help = "keep objects in DIR"},
      {.name = "null", .help = "send every PUT body to /dev/null"},
      {.name = "rest", .kind = choice, .value = "TABLE", .standard = "article",
       .choices = {"article", "strict"},
       .help = "answers as the article's table has them, or strict: as HTTP does"},
      {.name = "copy", .kind = choice, .value = "MODE", .standard = "read",
       .choices = {"read", "splice", "discard"},
       .help = "of bodies: read, splice or discard (only with --null)"},
      {.name = "backend", .kind = choice, .choices = choices_of(backends()),
       .help = "what waits for readiness (--list-parts); default: the strategy's"},
      {.name = "accept", .kind = choice, .choices = choices_of(accepts()),
       .help = "part of the strategy: who accepts (--list-parts)"},
      {.name = "placement", .kind = choice, .choices = choices_of(placements()),
       .help = "… which worker gets a connection"},
      {.name = "handoff", .kind = choice, .choices = choices_of(handoffs()),
       .help = "… how it gets there"},
      {.name = "afterwards", .kind = choice, .choices = choices_of(afterwards()),
       .help = "… what happens to it once it was run"},
      {.name = "placement-delay", .kind = duration, .standard = "0s", .most = longest,
       .help = "what a worker says of its load reaches placements so much later"},
      {.name = "listeners", .kind = count, .standard = "2", .least = "1", .most = "4096",
       .help = "sockets of --accept group-listeners, each for a group of the workers"},
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
      {.name = "demand", .kind = choice, .value = "HOW", .choices = {"emulate", "spin", "block"},
       .help = "do the work that requests ask for in Service-Demand: charge an emulated core, burn "
               "processor time or sleep; default: ignore it"},
      {.name = "report", .kind = file, .set_by = runner,
       .help = "write what each worker did, at exit"},
      {.name = "sample-interval", .kind = duration, .standard = "50ms", .least = "1ms",
       .most = "60m", .help = "of the report's timeline"},
      {.name = "look-interval", .kind = duration, .standard = "10ms", .most = "60m",
       .help = "with --report: how often, at random moments, to look whether a worker is idle "
               "while a request waits for another; 0: never"},
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
      {.name = "requests-per-connection", .kind = count, .least = "1", .most = "65535",
       .help = "a connection is closed after so many; default: it is kept"},
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
  }, "report");
  // clang-format on
  return table;
}

}  // namespace dispatchbench
