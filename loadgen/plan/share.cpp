#include "loadgen/plan/share.hpp"

namespace dispatchbench::loadgen {

std::vector<unsigned> Share::threads_of(unsigned threads) const {
  std::vector<unsigned> own;
  for (unsigned thread = rank; thread < threads; thread += ranks) own.push_back(thread);
  return own;
}

unsigned Share::connections_of(unsigned connections, unsigned threads) const {
  unsigned own = 0;
  for (const unsigned thread : threads_of(threads)) {
    if (thread < connections) own += (connections - thread - 1) / threads + 1;
  }
  return own;
}

}  // namespace dispatchbench::loadgen
