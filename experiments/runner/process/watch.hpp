// Waiting: for a descriptor, until a deadline, while a signal may come and a line on the terminal
// wants to be rewritten.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>

#include "base/clock.hpp"
#include "experiments/runner/process/interrupt.hpp"

namespace dispatchbench::runner {

class Watch {
 public:
  /// `tick` is called about twice a second while something is waited for; it may be empty.
  /// `interrupt` must outlive this.
  explicit Watch(Interrupt& interrupt, std::function<void()> tick = {});

  /// The position among `descriptors` of the first that is readable or hung up; nothing at the
  /// deadline. Negative descriptors are passed over. Throws Interrupted once a signal has come.
  std::optional<std::size_t> wait(std::initializer_list<int> descriptors,
                                  Clock::time_point deadline);

  /// Throws Interrupted once a signal has come.
  void check();

 private:
  Interrupt& interrupt_;
  std::function<void()> tick_;
  Clock::time_point next_tick_;
};

}  // namespace dispatchbench::runner
