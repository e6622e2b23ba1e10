// What the system has room for: connections by its file descriptors, buffers by its memory.
#pragma once

#include <cstddef>

#include "base/option_values.hpp"

namespace dispatchbench {

/// How many connections may be open at a time.
struct ConnectionLimits {
  std::size_t served = 0;       ///< --max-connections
  std::size_t turned_away = 0;  ///< beyond them
};

/// Of --max-connections and the limit of descriptors, whose soft value it raises to the hard one.
/// Throws UsageError where there are too few for `workers`, or for what was asked for.
ConnectionLimits connection_limits(const OptionValues& values, std::size_t workers,
                                   bool with_store);

/// Of --buffer-size, bytes a worker. Throws UsageError where that is more memory than there is.
std::size_t buffer_size(const OptionValues& values, std::size_t workers, bool splices);

}  // namespace dispatchbench
