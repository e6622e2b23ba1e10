// Ctrl-C, SIGTERM and SIGHUP as something to wait for.
#pragma once

#include <optional>
#include <stdexcept>

namespace dispatchbench::runner {

/// Somebody asked this process to end. Thrown by Watch::wait; everything that runs is stopped by
/// destructors on the way out.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int number) : std::runtime_error("interrupted"), signal(number) {}
  int signal;
};

/// Blocks the three signals for this process (children get them back, see ChildProcess) and makes
/// them readable. Make one, before any child. They stay blocked after it: a second Ctrl-C must not
/// cut off what the first one has begun to tidy up.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Readable once a signal has arrived.
  int descriptor() const noexcept { return descriptor_; }

  /// The signal that has arrived, if any; it stays.
  std::optional<int> signal() noexcept;

 private:
  int descriptor_;
  std::optional<int> signal_;
};

}  // namespace dispatchbench::runner
