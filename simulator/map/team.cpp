#include "simulator/map/team.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/affinity.hpp"

namespace dispatchbench::simulator {
namespace {

struct CalledOff {};

class Team {
 public:
  Team(std::size_t count, const std::function<void(std::size_t, const GoOn&)>& task)
      : count_(count), task_(task) {}
  ~Team() {
    called_off_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  /// On as many threads as there are processors; on one where nobody says how many.
  void start() {
    const std::size_t threads = std::max<std::size_t>(1, allowed_cpus().size());
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
  }

  std::size_t finished() const noexcept { return finished_; }

  void throw_what_was_thrown() {
    const std::lock_guard lock(mutex_);
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  void run() noexcept {
    try {
      for (std::size_t i = next_++; i < count_; i = next_++) {
        task_(i, [this] {
          if (called_off_) throw CalledOff();
        });
        ++finished_;
      }
    } catch (const CalledOff&) {
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!thrown_) thrown_ = std::current_exception();
      called_off_ = true;
    }
  }

  const std::size_t count_;
  const std::function<void(std::size_t, const GoOn&)>& task_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> finished_{0};
  std::atomic<bool> called_off_{false};
  std::mutex mutex_;
  std::exception_ptr thrown_;  // the first
  std::vector<std::thread> threads_;
};

}  // namespace

void do_all(std::size_t count, const std::function<void(std::size_t, const GoOn&)>& task,
            runner::Interrupt& interrupt, const std::function<void(std::size_t)>& finished) {
  using namespace std::chrono_literals;
  runner::Watch watch(interrupt);
  Team team(count, task);
  team.start();
  while (team.finished() < count) {
    watch.wait({}, Clock::now() + 100ms);
    team.throw_what_was_thrown();
    finished(team.finished());
  }
}

}  // namespace dispatchbench::simulator
