#include "experiments/runner/analysis/words.hpp"

#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/each.hpp"
#include "base/units.hpp"
#include "experiments/runner/run/client_limit.hpp"

namespace dispatchbench::runner {
namespace {

const std::map<std::string, std::string> mark_words{
    {"bytes-mismatch", "client and server do not agree on the bytes"},
    {"machine-busy",
     "the machine was less than 10 % idle, so emulated cores may have waited for real "
     "ones"},
    {"sleep-overshoot",
     "sleeps of the emulated cores ended over 2 % late, and it was not made up for"},
    {"cpu-stolen", "the hypervisor took over 2 % of the processors"},
    {"throttled",
     "a cgroup's processor quota was used up, and stopped client or server for a while"},
    {"others-busy", "other processes used over 10 % of the processors"},
    {"beyond-machine",
     "the planned rate needs over 60 % of the processors, for client and server together"},
    {"client-late",
     "the client, or one of its hosts, may have been the limit: p99 of its send or read delay "
     "over 10 % of the p50 latency, a thread over 90 % busy, or a host of several over 95 %"},
};

const std::map<std::string, LimitWords> limit_words{
    {"machine-bound",
     {"the machine",
      "less than 5 % of the processors, or of a cgroup's quota of them, was idle: client, "
      "server and kernel share them, and "
      "processor time per GB and per request tells servers apart where the rate does not"}},
    {"client-bound",
     {"the client",
      "its own processors were 95 % busy and the server's were not: the figure is the least "
      "that the server can do"}},
    {"acceptor-bound",
     {"the acceptor", "the thread that accepts was at work for 80 % of the server's life or more"}},
    {"imbalance",
     {"imbalance",
      "for half of the time or more, a quarter or more of the cores that the load could have "
      "used lay idle while workers were busy; at a given rate: some worker was busy for 90 % "
      "of the time, and a quarter more than the mean of them"}},
    {"strategy-bound",
     {"the strategy",
      "for half of the time or more, a quarter or more of the cores lay idle while workers "
      "were busy"}},
    {"blocked",
     {"blocked threads",
      "handlers block, and half as many requests as there are threads were in the server on "
      "average"}},
    {"core-bound",
     {"the emulated cores", "all of them together were 90 % busy: no strategy can do more"}},
    {"not-saturated", {"nothing found", "neither machine, client nor cores were used up"}},
};

/// What a mark or limit means, or `unknown`.
template <class Words>
Words words_of(const std::map<std::string, Words>& all, const std::string& name, Words unknown) {
  const auto found = all.find(name);
  return found == all.end() ? std::move(unknown) : found->second;
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
    for (const auto& [mark, count] : row.flags)
      summary.marks[mark] = words_of(mark_words, mark, mark);
    for (const auto& [limit, count] : row.limited_by)
      summary.limits[limit] = words_of(limit_words, limit, {limit, ""});
  }
  if (const auto late = summary.marks.find("client-late"); late != summary.marks.end()) {
    late->second += causes_in(runs);
  }
}

}  // namespace dispatchbench::runner
