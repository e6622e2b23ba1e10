#include "strategies/runtime/thread_accounting.hpp"

#include <algorithm>
#include <new>
#include <pthread.h>
#include <utility>

#include "base/clock.hpp"

namespace dispatchbench {

ThreadAccounting::Scope::Scope(ThreadAccounting& accounting, std::string name) noexcept
    : accounting_(accounting), name_(std::move(name)), core_(accounting.machine_) {
  ::pthread_setname_np(::pthread_self(), name_.substr(0, 15).c_str());  // the kernel's limit
  core_.attach();
}

ThreadAccounting::Scope::~Scope() {
  core_.detach();
  const std::int64_t cpu = thread_cpu_ns();
  const std::int64_t paid = core_.paid_ns(monotonic_ns());
  try {
    const std::lock_guard lock(accounting_.mutex_);
    Account& account = accounting_.accounts_[name_];
    ++account.threads;
    account.cpu_ns += cpu;
    account.charged.add(core_);
    account.emulated_ns += std::max<std::int64_t>(paid - cpu, 0);
  } catch (const std::bad_alloc&) {  // the first of its name, and no memory: this one is not booked
  }
}

std::map<std::string, ThreadAccounting::Account> ThreadAccounting::accounts() const {
  const std::lock_guard lock(mutex_);
  return accounts_;
}

}  // namespace dispatchbench
