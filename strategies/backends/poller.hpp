// What waits for readiness behind a reactor; backends.cpp lists them, and --backend chooses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace dispatchbench {

/// Waits for descriptors to become ready. Everything here is for the reactor's own thread.
class Poller {
 public:
  struct Options {
    /// Look without blocking before every wait that may block, so that a wait that blocked can be
    /// told from one that did not. Costs a system call a wait.
    bool always_look = false;
  };

  enum class Readiness { read, write };

  /// Whom readiness wakes where several pollers watch one descriptor.
  enum class Wakeup {
    every,
    one  ///< one of those that block, not all of them; only if the backend wakes_one, only to read
  };

  class Client {
   public:
    /// The descriptor is ready. May come again though it was not armed again (level-triggered).
    /// May destroy its own watch, but no other client's.
    virtual void ready() noexcept = 0;

   protected:
    ~Client() = default;
  };

  /// A descriptor being watched; destroying it ends that. Must go before the descriptor is closed.
  class Watch {
   public:
    virtual ~Watch() = default;

    /// ready() will be called when the descriptor is in this state, or if it is already. Throws
    /// std::system_error, std::bad_alloc.
    virtual void arm(Readiness readiness) = 0;

    /// The descriptor will be closed right after this watch is destroyed, which ends it for the
    /// kernel too.
    virtual void will_close() noexcept {}

    /// As arm(), for a client that has just found the descriptor not to be in this state, or has
    /// just ended it: what comes from now on is enough, so that a poll that goes on can be left
    /// alone.
    virtual void arm_for_news(Readiness readiness) { arm(readiness); }
  };

  /// Who calls wait().
  class Sleeper {
   public:
    /// wait() is about to block. False: it must not, and returns.
    virtual bool prepare_park() noexcept = 0;
    /// After prepare_park() was true: the wait has ended. Comes before any ready() for what ended
    /// it.
    virtual void unpark() noexcept = 0;

   protected:
    ~Sleeper() = default;
  };

  static constexpr std::int64_t forever = -1;
  /// Most descriptors served by one wait(), so that what else a reactor does gets its turn.
  static constexpr std::size_t batch = 64;

  virtual ~Poller() = default;

  /// Not armed yet. Throws std::system_error; std::bad_alloc.
  virtual std::unique_ptr<Watch> watch(int descriptor, Client& client, Wakeup wakeup) = 0;

  /// Finds what is ready and then calls ready() for it, but not for what becomes ready meanwhile:
  /// whoever comes after the wait has its turn. Where nothing is ready, blocks until something is,
  /// at most `timeout_ns` (0: not at all). Throws std::system_error where there is no way to go on.
  virtual void wait(std::int64_t timeout_ns, Sleeper& sleeper) = 0;
};

}  // namespace dispatchbench
