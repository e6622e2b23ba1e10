// What one of several processes did of a load, and whether it was its own limit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/histogram.hpp"
#include "loadgen/hosts/clocks.hpp"
#include "loadgen/recording/figures.hpp"

namespace dispatchbench::loadgen {

/// Of one process.
struct HostCounts {
  unsigned rank = 0;
  unsigned threads = 0;
  unsigned connections = 0;  ///< its slots
  unsigned processors = 0;   ///< that it may use
  unsigned processors_of_host = 0;
  double host_busy_share = 0;       ///< of all its processors, by whomever, after the warm-up
  double busiest_thread_share = 0;  ///< of one processor
  double cpu_seconds = 0;
  std::int64_t late_ns = 0;  ///< that it began after the start
  std::uint64_t requests = 0, requests_in_window = 0, failed = 0, bytes_sent = 0;
};

struct HostFigures : HostCounts {
  std::string host;
  Histogram latency, send_delay, read_delay;
  HostClock clock;  ///< filled in by rank 0
};

/// The process's own, before they are merged; who it is is not in them.
HostFigures host_figures_of(const Figures& figures);

/// To rank 0, by the bytes that gather() takes.
std::string packed(const HostFigures& figures);
HostFigures unpacked_host_figures(std::string_view bytes);

/// Why the process may have been the limit of its part, in words: it sent or read late, measured by
/// its own median latency, a thread of it or its host had no processor time left. Empty: it was
/// not.
std::vector<std::string> bottlenecks(const HostFigures& figures);

/// An element of `hosts` in load.json.
nlohmann::json to_json(const HostFigures& figures, double window_seconds);

/// The key `clock`: of each host's clock by rank, ns ahead of rank 0's, and how wrong that can be.
nlohmann::json clocks_json(const std::vector<HostFigures>& hosts);

}  // namespace dispatchbench::loadgen
