#include "experiments/runner/analysis/words.hpp"

#include <algorithm>
#include <array>

namespace dispatchbench::runner {
namespace {

struct MarkWords {
  const char* mark;
  const char* meaning;
};

struct LimitRow {
  const char* limit;
  const char* what;
  const char* meaning;
};

constexpr std::array mark_words{
    MarkWords{"bytes-mismatch", "client and server do not agree on the bytes"},
    MarkWords{"machine-busy",
              "the machine was less than 10 % idle, so emulated cores may have waited for real "
              "ones"},
    MarkWords{"sleep-overshoot", "sleeps of the emulated cores ended over 2 % late"},
    MarkWords{"cpu-stolen", "the hypervisor took over 2 % of the processors"},
    MarkWords{"others-busy", "other processes used over 10 % of the processors"},
    MarkWords{"client-late", "the client let a connection lie idle for over 5 % of its time"},
};

constexpr std::array limit_words{
    LimitRow{"machine-bound", "the machine",
             "less than 5 % of the processors was idle: client, server and kernel share them, and "
             "processor time per GB and per request tells servers apart where the rate does not"},
    LimitRow{"client-bound", "the client",
             "its own processors were 95 % busy and the server's were not: the figure is the least "
             "that the server can do"},
    LimitRow{"strategy-bound", "the strategy",
             "for half of the time or more, a quarter or more of the cores lay idle while workers "
             "were busy"},
    LimitRow{"core-bound", "the emulated cores",
             "all of them together were 90 % busy: no strategy can do more"},
    LimitRow{"not-saturated", "nothing found", "neither machine, client nor cores were used up"},
};

}  // namespace

std::string mark_in_words(const std::string& mark) {
  const auto found = std::find_if(mark_words.begin(), mark_words.end(),
                                  [&](const MarkWords& words) { return mark == words.mark; });
  return found == mark_words.end() ? mark : found->meaning;
}

LimitWords limit_in_words(const std::string& limit) {
  const auto found = std::find_if(limit_words.begin(), limit_words.end(),
                                  [&](const LimitRow& words) { return limit == words.limit; });
  if (found == limit_words.end()) return {limit, ""};
  return {found->what, found->meaning};
}

void add_words(Summary& summary) {
  for (const RowSummary& row : summary.rows) {
    for (const auto& [mark, runs] : row.flags) summary.marks[mark] = mark_in_words(mark);
    for (const auto& [limit, runs] : row.limited_by) summary.limits[limit] = limit_in_words(limit);
  }
}

}  // namespace dispatchbench::runner
