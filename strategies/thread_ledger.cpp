#include "strategies/thread_ledger.hpp"

#include <algorithm>
#include <new>
#include <pthread.h>
#include <utility>

#include "base/clock.hpp"

namespace dispatchbench {

ThreadLedger::Attendance::Attendance(ThreadLedger& ledger, std::string name,
                                     const EmulatedCore* core) noexcept
    : ledger_(ledger), name_(std::move(name)), core_(core) {
  ::pthread_setname_np(::pthread_self(), name_.substr(0, 15).c_str());  // the kernel's limit
}

ThreadLedger::Attendance::~Attendance() {
  const std::int64_t cpu = thread_cpu_ns();
  const std::int64_t paid = core_ == nullptr ? 0 : core_->paid_ns(monotonic_ns());
  try {
    const std::lock_guard lock(ledger_.mutex_);
    Account& account = ledger_.accounts_[name_];
    ++account.threads;
    account.cpu_ns += cpu;
    account.emulated_ns += std::max<std::int64_t>(paid - cpu, 0);
  } catch (const std::bad_alloc&) {  // the first of its name, and no memory: this one is not booked
  }
}

std::map<std::string, ThreadLedger::Account> ThreadLedger::accounts() const {
  const std::lock_guard lock(mutex_);
  return accounts_;
}

}  // namespace dispatchbench
