#include "experiments/runner/run/host_agent.hpp"

#include <cerrno>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/cpu_quota.hpp"
#include "base/json_text.hpp"
#include "base/output.hpp"
#include "base/standard_streams.hpp"
#include "base/whole.hpp"
#include "experiments/runner/process/child_process.hpp"
#include "experiments/runner/process/machine.hpp"
#include "experiments/runner/process/peer_check.hpp"
#include "experiments/runner/process/proc.hpp"
#include "experiments/runner/process/programs.hpp"
#include "experiments/runner/process/store_folder.hpp"
#include "experiments/runner/results/manifest.hpp"
#include "experiments/runner/run/host_task.hpp"
#include "experiments/runner/spec/peer.hpp"

namespace dispatchbench::runner {
namespace fs = std::filesystem;
namespace {

/// Standard input, by lines.
class Questions {
 public:
  /// Nothing once it has ended.
  std::optional<std::string> next(Watch& watch) {
    while (true) {
      const bool no_more = ended();
      const auto end = text_.find('\n');
      if (end != text_.npos) {
        std::string line = text_.substr(0, end);
        text_.erase(0, end + 1);
        return line;
      }
      if (no_more) return std::nullopt;
      watch.wait({STDIN_FILENO}, Clock::time_point::max());
    }
  }

  /// Whether there will be no more; reads what there is.
  bool ended() {
    char buffer[4096];
    pollfd polled{STDIN_FILENO, POLLIN, 0};
    while (!ended_ && ::poll(&polled, 1, 0) > 0) {
      const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
      if (count > 0) text_.append(buffer, static_cast<std::size_t>(count));
      ended_ = count == 0 || (count < 0 && errno != EINTR);
    }
    return ended_;
  }

 private:
  std::string text_;
  bool ended_ = false;
};

void say(std::string_view line) {
  print_if_possible(stdout, "{}\n", line);
  std::fflush(stdout);
}

HostMachine this_host(const Programs& programs) {
  return {"", own_boot(), describe_machine(), identities_of(programs)};
}

/// One program, from its start to its end.
class TaskRun {
 public:
  TaskRun(HostTask task, Questions& questions)
      : work_(fs::temp_directory_path()), task_(std::move(task)), questions_(questions) {
    if (!task_.store.empty()) store_.emplace(task_.store);
    for (const auto& [name, text] : task_.files) write_output(work_.path() / name, text);
    const std::map<std::string, std::string> places{
        {"work", work_.path().string()}, {"store", store_ ? store_->path().string() : ""}};
    for (std::string& word : task_.command) word = filled(word, places);
  }

  /// The exit code.
  int run(Watch& watch) {
    const auto throttled_before = cpu_throttlings();
    ChildProcess child(task_.command, log(), ChildProcess::Output::pipe);
    UsageTrack usage([&] { return seconds_used_by(child); });
    attend(child, usage, watch);
    say(child.read_output());
    result_.usage = usage.samples();
    result_.processors = processors_here();
    result_.throttlings = cpu_throttlings_since(throttled_before);
    tell(child.ending().value_or(Ending{true, SIGKILL}));
    return code_;
  }

 private:
  fs::path log() const { return work_.path() / "log"; }

  /// Its processes are looked for until it says that it is ready.
  std::optional<double> seconds_used_by(ChildProcess& child) {
    if (!task_.sampled || child.ending()) return std::nullopt;
    if (!has_spoken_) processes_ = processes_of_group(child.pid());
    return cpu_seconds_of(processes_);
  }

  Clock::time_point next_look(const UsageTrack& usage) const {
    const auto sample = task_.sampled ? usage.due() : Clock::time_point::max();
    return asked_to_end_ ? std::min(kill_at_, sample) : sample;
  }

  void attend(ChildProcess& child, UsageTrack& usage, Watch& watch) {
    while (!child.ending()) {
      const int input = asked_to_end_ ? -1 : STDIN_FILENO;
      watch.wait({child.descriptor(), child.output(), input}, next_look(usage));
      if (task_.sampled) usage.sample_if_due();
      pass_on(child.read_output());
      if (!asked_to_end_ && questions_.ended()) ask_to_end(child, usage);
      if (asked_to_end_ && Clock::now() >= kill_at_) child.signal(SIGKILL);
    }
  }

  void ask_to_end(ChildProcess& child, UsageTrack& usage) {
    usage.sample();
    result_.system_share = system_share_of(processes_);
    asked_to_end_ = true;
    kill_at_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                  std::chrono::duration<double>(task_.grace_seconds));
    child.signal(task_.stop_signal);
  }

  void pass_on(const std::string& text) {
    has_spoken_ = has_spoken_ || !text.empty();
    print_if_possible(stdout, "{}", text);
    std::fflush(stdout);
  }

  void tell(const Ending& ending) {
    const bool as_asked = asked_to_end_ && task_.may_die_of_signal && ending.signalled &&
                          ending.number == task_.stop_signal;
    code_ = as_asked ? 0 : ending.code();
    print_if_possible(stderr, "{}", last_words(log()));
    if (ending.signalled && !as_asked) {
      print_error("bench host", fmt::format("{} {}", task_.command.front(), ending.text()));
    }
    std::fflush(stderr);
    for (const std::string& name : task_.bring) {
      if (auto text = read_whole(work_.path() / name)) result_.files[name] = std::move(*text);
    }
    say(result_line + json_text(Json(result_)));
  }

  StoreFolder work_;
  HostTask task_;
  Questions& questions_;
  std::optional<StoreFolder> store_;
  std::vector<pid_t> processes_;
  bool has_spoken_ = false;
  bool asked_to_end_ = false;
  Clock::time_point kill_at_{};
  HostResult result_;
  int code_ = 0;
};

}  // namespace

int answer_questions(Interrupt& interrupt) try {
  Watch watch(interrupt);
  Questions questions;
  while (auto question = questions.next(watch)) {
    const std::string_view text = *question;
    if (text.starts_with(machine_question)) {
      const auto folder = text.substr(std::string_view(machine_question).size());
      say(json_text(Json(this_host(find_programs(std::string(folder))))));
    } else if (text == clock_question) {
      say(std::to_string(monotonic_ns()));
    } else if (text.starts_with(check_question)) {
      const auto url = text.substr(std::string_view(check_question).size());
      say(in_one_line(fault_of_peer(std::string(url), "").value_or(no_fault)));
    } else if (text.starts_with(run_question)) {
      const auto task = Json::parse(text.substr(std::string_view(run_question).size()));
      return TaskRun(task.get<HostTask>(), questions).run(watch);
    } else {
      throw UsageError("bench host: expected machine FOLDER, clock, check URL or run TASK");
    }
  }
  return 0;
} catch (const Interrupted& interrupted) {
  return 128 + interrupted.signal;
} catch (const Json::exception& error) {
  throw UsageError("bench host: no task that this version knows: {}", error.what());
}

}  // namespace dispatchbench::runner
