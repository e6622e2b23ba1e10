#include "experiments/runner/run/host_link.hpp"

#include <limits>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/command_line.hpp"
#include "base/units.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/run/host_task.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::seconds grace_of_agent{1};
constexpr int round_trips = 20;

}  // namespace

std::vector<std::string> agent_on(const Launcher& launcher, const std::string& host) {
  return launcher.on(host, {own_program().string(), "host"});
}

HostLink::HostLink(const Launcher& launcher, std::string host, const fs::path& log,
                   Nanoseconds patience)
    : launcher_(launcher), host_(std::move(host)), log_(log), patience_(patience) {
  start();
}

void HostLink::start() {
  agent_.emplace(agent_on(launcher_, host_), log_, ChildProcess::Output::pipe, SIGTERM,
                 ChildProcess::Input::pipe);
}

void HostLink::refuse(const std::string& what) const {
  const std::string words = in_one_line(last_words(log_));
  throw UsageError("host {}: {}{}{}", host_, what, words.empty() ? "" : ": ", words);
}

/// A late answer would be taken for that to the next question.
void HostLink::give_up() {
  agent_->stop(grace_of_agent);
  agent_.reset();
  said_.clear();
  refuse("no answer within " + format_duration(patience_));
}

std::string HostLink::ask(const std::string& question, Watch& watch) {
  if (!agent_) start();
  agent_->write_input(question + "\n");
  const auto deadline = Clock::now() + patience_;
  while (true) {
    said_ += agent_->read_output();
    if (const auto end = said_.find('\n'); end != said_.npos) {
      std::string line = said_.substr(0, end);
      said_.erase(0, end + 1);
      return line;
    }
    if (const auto ending = agent_->ending()) {
      watch.check();
      refuse(fmt::format("`bench host` {} there", ending->text()));
    }
    if (Clock::now() >= deadline) give_up();
    watch.wait({agent_->output(), agent_->descriptor()}, deadline);
  }
}

HostMachine HostLink::machine(const fs::path& folder, Watch& watch) {
  const std::string answer = ask(machine_question + fs::absolute(folder).string(), watch);
  try {
    auto machine = Json::parse(answer).get<HostMachine>();
    machine.name = host_;
    return machine;
  } catch (const Json::exception&) {
    refuse("expected a bench of this version there");
  }
}

ClockOffset HostLink::clock(Watch& watch) {
  ClockOffset best{0, std::numeric_limits<std::int64_t>::max()};
  for (int i = 0; i < round_trips; ++i) {
    const std::int64_t sent = monotonic_ns();
    const std::string answer = ask(clock_question, watch);
    const std::int64_t received = monotonic_ns();
    const auto there = parse_number<std::int64_t>(answer);
    if (!there) refuse("expected a time, not '" + answer + "'");
    const std::int64_t half = (received - sent) / 2 + 1;
    if (half < best.error_ns) best = {*there - (sent + half), half};
  }
  return best;
}

std::optional<std::string> HostLink::fault_of_peer(const std::string& address, Watch& watch) {
  const std::string answer = ask(check_question + address, watch);
  return answer == no_fault ? std::nullopt : std::optional(answer);
}

}  // namespace dispatchbench::runner
