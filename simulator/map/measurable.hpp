// Which strategies of a map can be measured beside their simulation, and which shall be.
#pragma once

#include <string>
#include <vector>

namespace dispatchbench::simulator {

/// Those of `strategies` whose measured servers are the simulated ones. Of a strategy that serves
/// one connection a thread the simulated server has a thread for each, the measured one a fixed
/// number.
std::vector<std::string> measurable(const std::vector<std::string>& strategies);

/// What is `asked` for behind --measure, of a map of `mapped`; empty: the map chooses. Throws
/// UsageError, one line.
std::vector<std::string> strategies_to_measure(const std::string& asked,
                                               const std::vector<std::string>& mapped);

}  // namespace dispatchbench::simulator
