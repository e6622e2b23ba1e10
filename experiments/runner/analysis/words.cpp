#include "experiments/runner/analysis/words.hpp"

#include <array>
#include <map>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/each.hpp"
#include "base/named_rows.hpp"
#include "base/units.hpp"
#include "experiments/runner/run/client_limit.hpp"

namespace dispatchbench::runner {
namespace {

struct MarkWords {
  const char* name;
  const char* meaning;
};

struct LimitRow {
  const char* name;
  const char* what;
  const char* meaning;
};

constexpr std::array mark_words{
    MarkWords{"bytes-mismatch", "client and server do not agree on the bytes"},
    MarkWords{"machine-busy",
              "the machine was less than 10 % idle, so emulated cores may have waited for real "
              "ones"},
    MarkWords{"sleep-overshoot",
              "sleeps of the emulated cores ended over 2 % late, and it was not made up for"},
    MarkWords{"cpu-stolen", "the hypervisor took over 2 % of the processors"},
    MarkWords{"throttled",
              "a cgroup's processor quota was used up, and stopped client or server for a while"},
    MarkWords{"others-busy", "other processes used over 10 % of the processors"},
    MarkWords{"beyond-machine",
              "the planned rate needs over 60 % of the processors, for client and server together"},
    MarkWords{
        "client-late",
        "the client, or one of its hosts, may have been the limit: p99 of its send or read delay "
        "over 10 % of the p50 latency, a thread over 90 % busy, or a host of several over 95 %"},
};

constexpr std::array limit_words{
    LimitRow{"machine-bound", "the machine",
             "less than 5 % of the processors, or of a cgroup's quota of them, was idle: client, "
             "server and kernel share them, and "
             "processor time per GB and per request tells servers apart where the rate does not"},
    LimitRow{"client-bound", "the client",
             "its own processors were 95 % busy and the server's were not: the figure is the least "
             "that the server can do"},
    LimitRow{"acceptor-bound", "the acceptor",
             "the thread that accepts was at work for 80 % of the server's life or more"},
    LimitRow{
        "imbalance", "imbalance",
        "for half of the time or more, a quarter or more of the cores that the load could have "
        "used lay idle while workers were busy; at a given rate: some worker was busy for 90 % "
        "of the time, and a quarter more than the mean of them"},
    LimitRow{"strategy-bound", "the strategy",
             "for half of the time or more, a quarter or more of the cores lay idle while workers "
             "were busy"},
    LimitRow{"blocked", "blocked threads",
             "handlers block, and half as many requests as there are threads were in the server on "
             "average"},
    LimitRow{"core-bound", "the emulated cores",
             "all of them together were 90 % busy: no strategy can do more"},
    LimitRow{"not-saturated", "nothing found", "neither machine, client nor cores were used up"},
};

/// What a run's mark means; the mark itself if it is not known.
std::string mark_in_words(const std::string& mark) {
  const auto* const found = find_named(mark_words, mark);
  return found == nullptr ? mark : found->meaning;
}

/// What a limiting factor is and means; the factor itself if it is not known.
LimitWords limit_in_words(const std::string& limit) {
  const auto* const found = find_named(limit_words, limit);
  return found == nullptr ? LimitWords{limit, ""} : LimitWords{found->what, found->meaning};
}

/// " (in 3 runs it sent late, in 1 it read answers late)"
std::string causes_in(const Runs& runs) {
  std::map<std::string, unsigned> counts;
  for (const MeasuredRun* run : runs) {
    if (!run->marked("client-late")) continue;
    for (const std::string& cause : client_was_late(*run->load.report)) ++counts[cause];
  }
  const auto parts = each(counts, [](const auto& cause) {
    return fmt::format("in {} {}", format_count(cause.second, "run"), cause.first);
  });
  return parts.empty() ? "" : fmt::format(" ({})", fmt::join(parts, ", "));
}

}  // namespace

void add_words(Summary& summary, const Runs& runs) {
  for (const RowSummary& row : summary.rows) {
    for (const auto& [mark, count] : row.flags) summary.marks[mark] = mark_in_words(mark);
    for (const auto& [limit, count] : row.limited_by) summary.limits[limit] = limit_in_words(limit);
  }
  if (const auto late = summary.marks.find("client-late"); late != summary.marks.end()) {
    late->second += causes_in(runs);
  }
}

}  // namespace dispatchbench::runner
