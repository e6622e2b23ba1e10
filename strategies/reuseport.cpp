// One loop a worker, each with its own listening socket on the same port (SO_REUSEPORT).
#include "strategies/listening_reactors.hpp"

namespace dispatchbench {

std::unique_ptr<Strategy> make_reuseport(const Environment& environment) {
  return std::make_unique<ListeningReactors>(environment);
}

}  // namespace dispatchbench
