// One thread polls; workers have queues of their own, and take from each other's when idle.
//
// What becomes ready goes into the queue of its home, which is woken if it sleeps. Unlike in
// work_stealing.cpp no worker looks for events, so nothing is missed while all are busy.
//
// Who wakes whom. A worker that was woken searches until it has found something. While one
// searches no other is woken to steal; one that has found something and leaves more wakes the next.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "strategies/loops/polled_pool.hpp"
#include "strategies/runtime/cache_line.hpp"
#include "strategies/runtime/run_queue.hpp"

namespace dispatchbench {
namespace {

/// A session's shard is its home.
class StealingQueues final : public ReadySessions {
 public:
  explicit StealingQueues(std::size_t workers) : own_(workers) { sleepers_.reserve(workers); }

  void push(OneShotSession& session) noexcept override;
  unsigned wake() noexcept override;
  void go_on(OneShotSession& session, Worker& worker) noexcept override;
  OneShotSession* take(Worker& worker, bool& slept) noexcept override;
  void end() noexcept override;
  void clear() noexcept override;

 private:
  struct alignas(cache_line) Own {
    RunQueue<OneShotSession> queue;
    std::condition_variable woken;
    bool asleep = false;
  };

  void put(unsigned worker, OneShotSession& session) noexcept;
  OneShotSession* find(unsigned self) noexcept;
  bool sleep(unsigned self) noexcept;
  bool wake_home(unsigned home) noexcept;
  bool wake_thief() noexcept;
  void wake(Own& sleeper) noexcept;

  std::vector<Own> own_;  // by worker
  // The poller's, since its last wake().
  unsigned woken_ = 0;
  bool left_for_thieves_ = false;
  // Whoever puts something in counts it, then looks who sleeps and who searches. Whoever goes to
  // sleep or stops searching says so, then looks at the count. One of the two sees the other.
  OwnCacheLine<std::atomic<std::int64_t>> queued_{};
  OwnCacheLine<std::atomic<int>> searching_{};
  std::atomic<std::size_t> asleep_{0};
  std::atomic<bool> ended_{false};
  std::mutex mutex_;  // of sleeping and waking
  std::vector<unsigned> sleepers_;
};

void StealingQueues::push(OneShotSession& session) noexcept {
  const unsigned home = session.shard;
  put(home, session);  // a thief may run it at once, and end it
  if (wake_home(home)) {
    ++woken_;
  } else {
    left_for_thieves_ = true;
  }
}

unsigned StealingQueues::wake() noexcept {
  if (std::exchange(left_for_thieves_, false) && wake_thief()) ++woken_;
  return std::exchange(woken_, 0);
}

/// It stays with whoever runs it, warm, and that one does not sleep.
void StealingQueues::go_on(OneShotSession& session, Worker& worker) noexcept {
  put(worker.index(), session);
}

void StealingQueues::put(unsigned worker, OneShotSession& session) noexcept {
  own_[worker].queue.push(session);
  queued_.value.fetch_add(1, std::memory_order_seq_cst);
}

OneShotSession* StealingQueues::take(Worker& worker, bool& slept) noexcept {
  const unsigned self = worker.index();
  bool searches = false;
  slept = false;
  while (!ended_.load(std::memory_order_acquire)) {
    OneShotSession* const session = find(self);
    if (std::exchange(searches, false)) {
      searching_.value.fetch_sub(1, std::memory_order_seq_cst);
    }
    if (session != nullptr) {
      if (queued_.value.load(std::memory_order_seq_cst) > 0) wake_thief();
      if (session->shard != self) {
        worker.steals.add(1);
        worker.core().charge(Event::steal);
      }
      return session;
    }
    searches = sleep(self);
    slept = slept || searches;
  }
  return nullptr;
}

/// Its own first, then the others' in turn from the next worker's on.
OneShotSession* StealingQueues::find(unsigned self) noexcept {
  for (std::size_t i = 0; i < own_.size(); ++i) {
    if (OneShotSession* const session = own_[(self + i) % own_.size()].queue.pop()) {
      queued_.value.fetch_sub(1, std::memory_order_seq_cst);
      return session;
    }
  }
  return nullptr;
}

/// False if it did not: there is something after all.
bool StealingQueues::sleep(unsigned self) noexcept {
  Own& own = own_[self];
  std::unique_lock lock(mutex_);
  sleepers_.push_back(self);
  asleep_.store(sleepers_.size(), std::memory_order_seq_cst);
  if (ended_.load() || queued_.value.load(std::memory_order_seq_cst) > 0) {
    sleepers_.pop_back();
    asleep_.store(sleepers_.size(), std::memory_order_seq_cst);
    return false;
  }
  own.asleep = true;
  own.woken.wait(lock, [&] { return !own.asleep || ended_.load(); });
  return true;
}

bool StealingQueues::wake_home(unsigned home) noexcept {
  if (asleep_.load(std::memory_order_seq_cst) == 0) return false;
  const std::lock_guard lock(mutex_);
  if (!own_[home].asleep) return false;
  std::erase(sleepers_, home);
  wake(own_[home]);
  return true;
}

/// The one that came last, whose cache is the warmest.
bool StealingQueues::wake_thief() noexcept {
  if (asleep_.load(std::memory_order_seq_cst) == 0 ||
      searching_.value.load(std::memory_order_seq_cst) > 0) {
    return false;
  }
  const std::lock_guard lock(mutex_);
  if (sleepers_.empty()) return false;
  const unsigned thief = sleepers_.back();
  sleepers_.pop_back();
  wake(own_[thief]);
  return true;
}

/// With the lock, when it is no longer among the sleepers.
void StealingQueues::wake(Own& sleeper) noexcept {
  asleep_.store(sleepers_.size(), std::memory_order_seq_cst);
  searching_.value.fetch_add(1, std::memory_order_seq_cst);
  sleeper.asleep = false;
  sleeper.woken.notify_one();
}

void StealingQueues::end() noexcept {
  const std::lock_guard lock(mutex_);
  ended_.store(true);
  for (Own& own : own_) own.woken.notify_one();
}

void StealingQueues::clear() noexcept {
  for (Own& own : own_) own.queue.clear();
}

}  // namespace

std::unique_ptr<Strategy> make_work_stealing_pool(const Environment& environment) {
  const std::size_t workers = environment.workers.size();
  return std::make_unique<PolledPool>(environment, std::make_unique<StealingQueues>(workers),
                                      workers);
}

}  // namespace dispatchbench
