// Which part of a load is this process's, where several load together.
#pragma once

#include <cstdint>
#include <vector>

namespace dispatchbench::loadgen {

/// Of `ranks` processes that have the same plan this is number `rank`. Threads are numbered through
/// the whole load: rank r has the threads r, r + ranks, …, and a thread the slots that it would
/// have in one process. So every slot, and with it every key and every request that belongs to a
/// slot, is one rank's; of what belongs to none (the pool of --split shared) rank r has the numbers
/// r, r + ranks, …. All times and sizes are drawn by a request's number: the ranks together send
/// what one process would have sent, and draw it from the same seed.
struct Share {
  unsigned rank = 0;
  unsigned ranks = 1;

  /// The numbers of this rank's threads, of `threads` in all.
  std::vector<unsigned> threads_of(unsigned threads) const;

  /// How many of `connections` slots are those of its threads.
  unsigned connections_of(unsigned connections, unsigned threads) const;

  /// The number in the whole load of what this rank takes as its `taken`-th (0…) from a pool.
  std::uint64_t pooled(std::uint64_t taken) const noexcept { return taken * ranks + rank; }
};

}  // namespace dispatchbench::loadgen
