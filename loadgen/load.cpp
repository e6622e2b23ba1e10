#include "loadgen/load.hpp"

#include <barrier>
#include <memory>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/affinity.hpp"
#include "base/clock.hpp"
#include "loadgen/client.hpp"
#include "loadgen/plan.hpp"
#include "loadgen/progress.hpp"

namespace dispatchbench::loadgen {
namespace {

using Recorders = std::vector<std::unique_ptr<Recorder>>;
using Clients = std::vector<std::unique_ptr<Client>>;

Recorders make_recorders(const Options& options) {
  Recorders recorders;
  for (unsigned i = 0; i < options.threads; ++i) {
    recorders.push_back(std::make_unique<Recorder>(options.connections));
  }
  return recorders;
}

Clients make_clients(const Options& options, Plan& plan, const Recorders& recorders,
                     const Stop& stop) {
  const Endpoint endpoint = resolve(options.url);
  Clients clients;
  for (unsigned i = 0; i < options.threads; ++i) {
    clients.push_back(std::make_unique<Client>(options, endpoint, i, plan, *recorders[i], stop));
  }
  return clients;
}

void pin_thread(const Options& options, unsigned index) noexcept {
  if (!options.pin.empty()) pin_this_thread(options.pin[index % options.pin.size()]);
}

/// All threads start at the same moment, which is returned; returns when all have ended.
std::int64_t run_threads(const Options& options, const Clients& clients,
                         const Recorders& recorders) {
  std::int64_t start_ns = 0;
  std::barrier ready(static_cast<std::ptrdiff_t>(clients.size()), [&]() noexcept {
    start_ns = monotonic_ns();
    for (const auto& recorder : recorders) recorder->begin(start_ns + options.warmup.count());
  });
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < options.threads; ++i) {
    threads.emplace_back([&, i] {
      pin_thread(options, i);
      ready.arrive_and_wait();
      clients[i]->run(start_ns);
    });
  }
  threads.clear();
  return start_ns;
}

LoadResult merged(const Recorders& recorders) {
  LoadResult result;
  for (const auto& recorder : recorders) result.figures.merge(recorder->figures());
  for (const ThreadFigures& thread : result.figures.threads) {
    if (thread.first_ns != 0 && (result.started_ns == 0 || thread.first_ns < result.started_ns)) {
      result.started_ns = thread.first_ns;
    }
    result.finished_ns = std::max(result.finished_ns, thread.last_ns);
  }
  return result;
}

}  // namespace

std::uint64_t LoadResult::unsent() const noexcept {
  const std::uint64_t begun = figures.requests + figures.failed + figures.abandoned;
  return planned && *planned > begun ? *planned - begun : 0;
}

bool LoadResult::complete(const Options& options) const noexcept {
  return !stopped && (options.duration || unsent() == 0);
}

bool LoadResult::succeeded(const Options& options) const noexcept {
  return complete(options) && figures.errors.empty();
}

LoadResult run_load(const Options& options, const Stop& stop) {
  allow_open_files(options.connections, options.threads);
  const CurlLibrary library;
  Plan plan(options);
  const Recorders recorders = make_recorders(options);
  const Clients clients = make_clients(options, plan, recorders, stop);
  std::int64_t start_ns = 0;
  {
    const Progress progress(options, recorders);
    start_ns = run_threads(options, clients, recorders);
  }
  LoadResult result = merged(recorders);
  result.planned = plan.planned();
  result.measured_from_ns = start_ns + options.warmup.count();
  result.warmup_seconds = static_cast<double>(options.warmup.count()) * 1e-9;
  if (result.started_ns == 0) result.started_ns = start_ns;
  if (result.finished_ns == 0) result.finished_ns = monotonic_ns();
  result.stopped = stop.requested();
  result.signal = stop.signal();
  return result;
}

void allow_open_files(unsigned connections, unsigned threads) {
  constexpr rlim_t others = 64;
  const rlim_t needed = connections + rlim_t{8} * threads + others;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return;
  limit.rlim_cur = limit.rlim_max;
  if (limit.rlim_max < needed || ::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    throw std::runtime_error(
        fmt::format("{} connections need {} open files, and the limit is {} (ulimit -Hn)",
                    connections, needed, limit.rlim_max));
  }
}

}  // namespace dispatchbench::loadgen
