// What waits for readiness behind a reactor; there are two, and --backend chooses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace dispatchbench {

enum class Backend;

/// Waits for descriptors to become ready. Everything here is for the reactor's own thread.
class Poller {
 public:
  enum class Readiness { read, write };

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

    /// ready() will be called when the descriptor is in this state, or if it is already.
    virtual void arm(Readiness readiness) = 0;
  };

  /// Who calls wait().
  class Sleeper {
   public:
    /// A wait that blocked has ended; comes before any ready() for what ended it.
    virtual void woke() noexcept = 0;

   protected:
    ~Sleeper() = default;
  };

  static constexpr std::int64_t forever = -1;
  /// Most descriptors served by one wait(), so that what else a reactor does gets its turn.
  static constexpr std::size_t batch = 64;

  virtual ~Poller() = default;

  /// Not armed yet. Throws std::system_error; std::bad_alloc.
  virtual std::unique_ptr<Watch> watch(int descriptor, Client& client) = 0;

  /// Calls ready() for what is ready. Only if nothing is, blocks until something is, at most
  /// `timeout_ns` (0: not at all), and says so with woke().
  virtual void wait(std::int64_t timeout_ns, Sleeper& sleeper) = 0;
};

/// Throws std::system_error.
std::unique_ptr<Poller> make_poller(Backend backend);
std::unique_ptr<Poller> make_asio_poller();
std::unique_ptr<Poller> make_epoll_poller();

}  // namespace dispatchbench
