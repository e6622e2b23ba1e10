// Waiting: for a descriptor, until a deadline, while SIGINT, SIGQUIT, SIGTERM or SIGHUP may come
// and a line on the terminal wants to be rewritten.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <stdexcept>

#include "base/clock.hpp"
#include "base/descriptor.hpp"

namespace dispatchbench::runner {

/// Somebody asked this process to end. Thrown by Watch::wait; everything that runs is stopped by
/// destructors on the way out.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int number) : std::runtime_error("interrupted"), signal(number) {}
  int signal;
};

/// Blocks these four signals for this process (children get them back, see ChildProcess) and makes
/// them readable. Make one, before any child. They stay blocked after it: a second Ctrl-C must not
/// cut off what the first one has begun to tidy up.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Readable once a signal has arrived.
  int descriptor() const noexcept { return descriptor_.get(); }

  /// The signal that has arrived, if any; it stays.
  std::optional<int> signal() noexcept;

 private:
  Descriptor descriptor_;
  std::optional<int> signal_;
};

class Watch {
 public:
  /// `tick` is called about twice a second while something is waited for; it may be empty.
  /// `interrupt` must outlive this.
  explicit Watch(Interrupt& interrupt, std::function<void()> tick = {});

  /// Until one of `descriptors` is readable or hung up, or the deadline. Negative descriptors are
  /// passed over. Throws Interrupted once a signal has come.
  void wait(std::initializer_list<int> descriptors, Clock::time_point deadline);

  /// Throws Interrupted once a signal has come.
  void check();

 private:
  Interrupt& interrupt_;
  std::function<void()> tick_;
  Clock::time_point next_tick_;
};

}  // namespace dispatchbench::runner
