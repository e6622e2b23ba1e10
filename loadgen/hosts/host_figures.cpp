#include "loadgen/hosts/host_figures.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "loadgen/hosts/packing.hpp"
#include "loadgen/recording/percentiles.hpp"

namespace dispatchbench::loadgen {
namespace {

// As bench has them for a client that was late or a machine that was full.
constexpr double most_delay = 0.1;  // of the p50 latency
constexpr double most_thread_share = 0.9;
constexpr double most_host_share = 0.95;

double share_of(const ThreadFigures& thread) noexcept {
  const std::int64_t active_ns = thread.ended_ns - thread.first_ns;
  if (thread.first_ns == 0 || active_ns <= 0) return 0;
  return static_cast<double>(thread.cpu_ns) / static_cast<double>(active_ns);
}

bool too_long(const Histogram& delay, const Histogram& latency) noexcept {
  return static_cast<double>(delay.value_at(0.99)) >
         most_delay * static_cast<double>(latency.value_at(0.5));
}

void put(Packer& packer, const Histogram& histogram) {
  for (const std::uint64_t count : histogram.buckets()) packer.put(count);
  packer.put(histogram.sum());
  packer.put(histogram.max());
}

Histogram histogram_from(Unpacker& from) {
  std::vector<std::uint64_t> buckets(Histogram().buckets().size());
  for (std::uint64_t& count : buckets) count = from.get<std::uint64_t>();
  const auto sum_ns = from.get<double>();
  return {std::move(buckets), sum_ns, from.get<std::int64_t>()};
}

}  // namespace

HostFigures host_figures_of(const Figures& figures) {
  HostFigures host;
  host.threads = static_cast<unsigned>(figures.threads.size());
  host.cpu_seconds = static_cast<double>(figures.cpu_ns) * 1e-9;
  for (const ThreadFigures& thread : figures.threads)
    host.busiest_thread_share = std::max(host.busiest_thread_share, share_of(thread));
  host.requests = figures.requests;
  host.requests_in_window = figures.requests_in_window;
  host.failed = figures.failed;
  host.bytes_sent = figures.bytes_sent;
  host.latency = figures.latency;
  host.send_delay = figures.send_delay;
  host.read_delay = figures.read_delay;
  return host;
}

std::string packed(const HostFigures& figures) {
  Packer packer;
  packer.put_text(figures.host);
  packer.put<HostCounts>(figures);
  for (const Histogram* histogram : {&figures.latency, &figures.send_delay, &figures.read_delay})
    put(packer, *histogram);
  return packer.take();
}

HostFigures unpacked_host_figures(std::string_view bytes) {
  Unpacker from(bytes);
  HostFigures figures;
  figures.host = from.get_text();
  static_cast<HostCounts&>(figures) = from.get<HostCounts>();
  for (Histogram* histogram : {&figures.latency, &figures.send_delay, &figures.read_delay})
    *histogram = histogram_from(from);
  return figures;
}

std::vector<std::string> bottlenecks(const HostFigures& figures) {
  std::vector<std::string> causes;
  if (too_long(figures.send_delay, figures.latency)) causes.emplace_back("it sent late");
  if (too_long(figures.read_delay, figures.latency)) causes.emplace_back("it read answers late");
  if (figures.busiest_thread_share > most_thread_share)
    causes.emplace_back("a thread of it used up its processor");
  if (figures.host_busy_share > most_host_share)
    causes.emplace_back("its host had no idle time left");
  const bool bound = figures.processors < std::min(figures.processors_of_host, figures.threads);
  if (bound && !causes.empty())
    causes.push_back(fmt::format("it was bound to {} of {} processors (mpirun --bind-to none)",
                                 figures.processors, figures.processors_of_host));
  return causes;
}

nlohmann::json to_json(const HostFigures& figures, double window_seconds) {
  const std::vector<std::string> causes = bottlenecks(figures);
  return {{"host", figures.host},
          {"rank", figures.rank},
          {"threads", figures.threads},
          {"connections", figures.connections},
          {"processors", figures.processors},
          {"requests", figures.requests},
          {"failed", figures.failed},
          {"bytes_sent", figures.bytes_sent},
          {"requests_per_second", static_cast<double>(figures.requests_in_window) / window_seconds},
          {"latency_seconds", percentiles(figures.latency)},
          {"histogram", figures.latency.to_json()},
          {"send_delay_seconds", percentiles(figures.send_delay)},
          {"read_delay_seconds", percentiles(figures.read_delay)},
          {"cpu_seconds", figures.cpu_seconds},
          {"busiest_thread_share", figures.busiest_thread_share},
          {"host_busy_share", figures.host_busy_share},
          {"late_seconds", static_cast<double>(figures.late_ns) * 1e-9},
          {"own_bottleneck", !causes.empty()},
          {"bottlenecks", causes}};
}

nlohmann::json clocks_json(const std::vector<HostFigures>& hosts) {
  nlohmann::json offsets = nlohmann::json::array();
  nlohmann::json drifts = nlohmann::json::array();
  nlohmann::json errors = nlohmann::json::array();
  std::int64_t worst_ns = 0;
  for (const HostFigures& host : hosts) {
    offsets.push_back(host.clock.offset_ns);
    drifts.push_back(host.clock.drift_ns);
    errors.push_back(host.clock.error_ns);
    worst_ns = std::max(worst_ns, host.clock.error_ns);
  }
  return {{"offsets_ns", std::move(offsets)},
          {"drifts_ns", std::move(drifts)},
          {"errors_ns", std::move(errors)},
          {"error_ns", worst_ns}};
}

}  // namespace dispatchbench::loadgen
