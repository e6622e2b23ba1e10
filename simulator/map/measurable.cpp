#include "simulator/map/measurable.hpp"

#include <algorithm>
#include <iterator>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/command_line.hpp"
#include "strategies/registry.hpp"

namespace dispatchbench::simulator {
namespace {

bool is_measurable(const std::string& strategy) {
  return !find_strategy(strategy)->one_connection_each;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

void refuse_unmeasurable(const std::string& name, const std::vector<std::string>& mapped) {
  const std::vector<std::string> possible = measurable(mapped);
  if (contains(possible, name)) return;
  const std::string expected = fmt::format("some of {}", fmt::join(possible, ", "));
  if (!contains(mapped, name)) {
    refuse_option("measure", name, fmt::format("nothing behind it, all, or {}", expected));
  }
  refuse_option("measure", name,
                fmt::format("{}, for it is simulated with a thread for each connection, and would "
                            "be measured with fewer",
                            expected));
}

}  // namespace

std::vector<std::string> measurable(const std::vector<std::string>& strategies) {
  std::vector<std::string> possible;
  std::ranges::copy_if(strategies, std::back_inserter(possible), is_measurable);
  return possible;
}

std::vector<std::string> strategies_to_measure(const std::string& asked,
                                               const std::vector<std::string>& mapped) {
  std::vector<std::string> possible = measurable(mapped);
  if (possible.empty()) {
    throw UsageError(
        "--measure: expected other strategies in the map too, for it has a thread for "
        "each connection of {}, and would measure them with fewer",
        fmt::join(mapped, ", "));
  }
  if (asked.empty()) return {};
  if (asked == "all") return possible;
  std::vector<std::string> words;
  boost::split(words, asked, boost::is_any_of(","));
  std::vector<std::string> names;
  for (const std::string& name : words) {
    refuse_unmeasurable(name, mapped);
    if (contains(names, name)) {
      refuse_option("measure", asked, fmt::format("each name once, and {} is there again", name));
    }
    names.push_back(name);
  }
  return names;
}

}  // namespace dispatchbench::simulator
