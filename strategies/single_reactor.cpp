// One event loop accepts and serves everything.
#include "strategies/listening_reactors.hpp"

namespace dispatchbench {

std::unique_ptr<Strategy> make_single_reactor(const Environment& environment) {
  return std::make_unique<ListeningReactors>(environment);  // it is given one worker
}

}  // namespace dispatchbench
