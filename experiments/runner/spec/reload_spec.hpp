// How often a new server takes the place of the old one in a run: {"times": 5, "every": "250ms"}.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "experiments/runner/results/json.hpp"

namespace dispatchbench::runner {

struct ReloadSpec {
  unsigned times = 1;
  Nanoseconds every{};  ///< the first so long after the load has started
  /// net.ipv4.tcp_migrate_req of a network of the run's own; nothing: this machine's, as it is.
  std::optional<unsigned> tcp_migrate_req;
};

/// One key of it that a variation may set, as "tcp_migrate_req" in "reload.tcp_migrate_req". Throws
/// UsageError that begins with "reload.KEY".
void check_reload_key(const std::string& key, const Json& value);

/// `object` has the experiment's, with the point's values in it. Throws UsageError that begins with
/// "reload.".
ReloadSpec read_reload(const Json& object);

/// A sentence if that cannot be in a run with these options of server and load.
std::optional<std::string> why_no_reload(const ReloadSpec& reload, const Json& server,
                                         const Json& load);

}  // namespace dispatchbench::runner
