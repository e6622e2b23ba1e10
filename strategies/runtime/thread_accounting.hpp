// Where the processor time goes that is not a worker's: acceptors and helper threads.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "strategies/runtime/emulated_core.hpp"

namespace dispatchbench {

/// Processor time by kind of thread, added when a thread ends. Any thread.
class ThreadAccounting {
 public:
  struct Account {
    std::int64_t threads = 0;  ///< how many of this name have lived
    std::int64_t cpu_ns = 0;
    std::int64_t emulated_ns = 0;  ///< of their emulated cores, beyond processor time
  };

  /// Held by a thread as long as it runs: names the thread, and books its time at the end.
  class Scope {
   public:
    Scope(ThreadAccounting& accounting, std::string name,
          const EmulatedCore* core = nullptr) noexcept;
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    ThreadAccounting& accounting_;
    std::string name_;
    const EmulatedCore* core_;
  };

  std::map<std::string, Account> accounts() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Account> accounts_;
};

}  // namespace dispatchbench
