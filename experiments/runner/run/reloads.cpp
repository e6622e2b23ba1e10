#include "experiments/runner/run/reloads.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "experiments/runner/results/reports.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// As loadgen calls them: the kernel's word for it, and libcurl's for what it does not tell apart.
bool was_reset(std::string_view kind) {
  return kind.find("reset") != kind.npos || kind == "connection lost";
}

double requests_in(const fs::path& report) {
  double requests = 0;
  const auto file = read_server_report(report);
  if (!file.report) return 0;
  for (const WorkerReport& worker : file.report->workers) requests += worker.requests.value_or(0);
  return requests;
}

}  // namespace

Reloads::Reloads(const PlannedRun& run, const Programs& programs, ServerPlace first)
    : run_(run), programs_(programs), first_(std::move(first)), started_(Clock::now()) {}

Clock::time_point Reloads::due() const noexcept {
  const auto made = static_cast<unsigned>(seconds_to_end_.size());
  if (made == run_.reload->times) return Clock::time_point::max();
  return started_ + (made + 1) * run_.reload->every;
}

/// The first one's has none.
fs::path Reloads::report_of(std::size_t reloads) const {
  return first_.work / (reloads == 0 ? first_.report : fmt::format("report-{}.json", reloads));
}

Launch Reloads::launch(const std::string& address) const {
  ServerPlace place = first_;
  place.port = address.substr(address.rfind(':') + 1);
  place.report = report_of(servers_.size()).filename().string();
  return launch_strategy(run_, programs_, place);
}

std::optional<Failure> Reloads::make(ServerProcess& old, Watch& watch, Nanoseconds ready,
                                     Nanoseconds stop) {
  std::optional<ServerProcess>& next = servers_.emplace_back();
  const fs::path log = first_.work / fmt::format("server-{}.log", servers_.size());
  auto failure = start_server(
      next, [&] { return launch(old.address()); }, log, watch, ready);
  if (failure) return failure;
  const auto asked = Clock::now();
  failure = old.stop(watch, stop);
  seconds_to_end_.push_back(std::chrono::duration<double>(Clock::now() - asked).count());
  return failure;
}

ServerProcess* Reloads::newest() noexcept {
  return servers_.empty() || !servers_.back() ? nullptr : &*servers_.back();
}

ReloadCost Reloads::cost(const LoadReport& load) const {
  ReloadCost cost;
  cost.made = static_cast<unsigned>(seconds_to_end_.size());
  cost.seconds_to_end = seconds_to_end_;
  for (const auto& [kind, count] : load.errors) {
    cost.lost += count;
    if (was_reset(kind)) cost.reset += count;
  }
  for (const ClientThread& thread : load.threads) {
    cost.longest_gap_seconds = std::max(cost.longest_gap_seconds, thread.longest_gap_seconds);
  }
  for (std::size_t server = 0; server <= servers_.size(); ++server) {
    cost.served.push_back(requests_in(report_of(server)));
  }
  return cost;
}

}  // namespace dispatchbench::runner
