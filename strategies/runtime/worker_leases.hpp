// Workers for threads that come and go while a strategy runs.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// Lends each worker to one thread at a time. What successive threads of a worker count and use
/// adds up, so reports have a row a worker however many threads there were. The workers live longer
/// than this, and this longer than every lease.
class WorkerLeases {
 public:
  /// A thread's hold on a worker, from when it begins to when it ends.
  class Lease {
   public:
    Lease() noexcept = default;
    Lease(Lease&& other) noexcept
        : leases_(std::exchange(other.leases_, nullptr)), worker_(other.worker_) {}
    Lease& operator=(Lease&&) = delete;
    /// Gives the worker back, also if no thread took it up.
    ~Lease();

    /// False: no worker was free.
    explicit operator bool() const noexcept { return leases_ != nullptr; }

    /// The worker's number. Only if one was free.
    unsigned index() const noexcept { return worker_->index(); }

    /// Makes the calling thread the worker's (Worker::attach()). Once, on the thread that runs
    /// connections and that destroys the lease.
    Worker& take_up() noexcept;

   private:
    friend class WorkerLeases;
    Lease(WorkerLeases& leases, Worker& worker) noexcept : leases_(&leases), worker_(&worker) {}

    WorkerLeases* leases_ = nullptr;
    Worker* worker_ = nullptr;
    bool taken_up_ = false;
  };

  explicit WorkerLeases(std::span<const std::unique_ptr<Worker>> workers);

  /// Of the free workers the one that was given back last, whose buffer is warm. Before a thread is
  /// started for it, so that one that cannot have a worker need not be started. Any thread.
  Lease lease() noexcept;

 private:
  void give_back(Worker& worker) noexcept;

  std::mutex mutex_;
  std::vector<Worker*> free_;  // has room for all
};

}  // namespace dispatchbench
