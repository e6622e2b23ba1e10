// The case of a map that is most like a load that somebody describes. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/runner/advice/description.hpp"
#include "experiments/runner/map/map.hpp"

namespace dispatchbench::runner {

struct NearestCase {
  std::string map;  ///< the folder of the one that it is in; nearest_case() does not know it
  std::string workload;
  unsigned cores = 0;
  double distance = 0;  ///< in doublings, of all that differs together; 0: the same
  std::vector<std::string> differences;  ///< "8 cores instead of 16"; empty: none
  std::vector<std::string> measured;     ///< strategies of which it was measured
};
DISPATCHBENCH_FIELDS(NearestCase, required(map, workload, cores, distance, differences, measured))

/// Of the cases in `map`, or with `measured` of those of which some cell was measured; nothing if
/// there is none. Cores, connections and threads a core, requests a connection, mean service and
/// how demand varies, the share that blocks, and what is left of the cores at the nearest load
/// count alike, each by how many doublings it is off; handlers that block are only like others that
/// do. A request of `description` takes `mean_service_seconds` of a core, its body's bytes
/// included.
std::optional<NearestCase> nearest_case(const Map& map, const Description& description,
                                        double mean_service_seconds, bool measured);

}  // namespace dispatchbench::runner
