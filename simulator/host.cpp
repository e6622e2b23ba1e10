#include "simulator/host.hpp"

namespace dispatchbench::simulator {

void Host::note_busy(Thread& thread, std::int64_t from_ns, std::int64_t to_ns) {
  const auto last = static_cast<std::size_t>(to_ns / sample_ns_);
  if (thread.busy_in.size() <= last) thread.busy_in.resize(last + 1);
  while (from_ns < to_ns) {
    const std::int64_t interval = from_ns / sample_ns_;
    const std::int64_t until = std::min(to_ns, (interval + 1) * sample_ns_);
    thread.busy_in[static_cast<std::size_t>(interval)] += until - from_ns;
    from_ns = until;
  }
}

}  // namespace dispatchbench::simulator
