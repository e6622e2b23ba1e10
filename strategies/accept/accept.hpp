// Who takes connections from the kernel.
#pragma once

#include <span>

#include "strategies/accept/dealer.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {

/// All calls by the thread that starts and stops the strategy, in this order.
class Accept {
 public:
  virtual ~Accept() = default;

  /// Listens, and has what workers accept go to their dealers. There is one dealer a worker where
  /// workers accept, and otherwise one for all. What is referred to lives longer. Throws
  /// std::system_error that names the address.
  virtual void listen(ReactorGroup& group, std::span<Dealer> dealers) = 0;

  /// The workers run: starts accepting threads, if there are any. Throws std::system_error.
  virtual void start() = 0;

  /// Where it listens, with the real port. After listen().
  virtual const ListenAddress& address() const noexcept = 0;

  /// Ends accepting threads, also where start() was not called; workers may still accept.
  virtual void stop() noexcept = 0;

  /// Nothing is accepted any more, and what waits in the backlog is reset.
  virtual void refuse() noexcept = 0;
};

}  // namespace dispatchbench
