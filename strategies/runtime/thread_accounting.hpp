// Where the processor time goes that is not a worker's: acceptors and helper threads.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "machine/account_sum.hpp"
#include "machine/core_account.hpp"

namespace dispatchbench {

/// Processor time by kind of thread, added when a thread ends. Any thread.
class ThreadAccounting {
 public:
  struct Account {
    std::int64_t threads = 0;  ///< how many of this name have lived
    std::int64_t cpu_ns = 0;
    std::int64_t emulated_ns = 0;  ///< what emulated cores did for them, beyond processor time
    AccountSum charged;
  };

  /// Threads compete for the cores of `machine`, if there is one; it lives longer.
  explicit ThreadAccounting(EmulatedMachine* machine = nullptr) noexcept : machine_(machine) {}

  /// Held by a thread as long as it runs: names the thread, and books its time at the end.
  class Scope {
   public:
    Scope(ThreadAccounting& accounting, std::string name) noexcept;
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    CoreAccount& core() noexcept { return core_; }

   private:
    ThreadAccounting& accounting_;
    std::string name_;
    CoreAccount core_;
  };

  std::map<std::string, Account> accounts() const;

 private:
  EmulatedMachine* const machine_;  // null: real cores
  mutable std::mutex mutex_;
  std::map<std::string, Account> accounts_;
};

}  // namespace dispatchbench
