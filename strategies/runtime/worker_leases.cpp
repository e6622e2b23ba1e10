#include "strategies/runtime/worker_leases.hpp"

namespace dispatchbench {

WorkerLeases::WorkerLeases(std::span<const std::unique_ptr<Worker>> workers) {
  free_.reserve(workers.size());
  for (auto worker = workers.rbegin(); worker != workers.rend(); ++worker) {
    free_.push_back(worker->get());
  }
}

WorkerLeases::Lease WorkerLeases::lease() noexcept {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) return {};
  Worker& worker = *free_.back();
  free_.pop_back();
  return {*this, worker};
}

void WorkerLeases::give_back(Worker& worker) noexcept {
  const std::lock_guard lock(mutex_);
  free_.push_back(&worker);
}

Worker& WorkerLeases::Lease::take_up() noexcept {
  worker_->attach();
  taken_up_ = true;
  return *worker_;
}

WorkerLeases::Lease::~Lease() {
  if (leases_ == nullptr) return;
  if (taken_up_) worker_->detach();
  leases_->give_back(*worker_);
}

}  // namespace dispatchbench
