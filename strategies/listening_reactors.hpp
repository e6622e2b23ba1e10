// What single-reactor and reuseport share: reactors that each accept from a listener of their own.
#pragma once

#include <list>
#include <memory>
#include <thread>
#include <vector>

#include "strategies/runtime/reactor.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {

/// One reactor a worker, each with its own listening socket on the same port. The kernel's hash of
/// addresses and ports places a connection.
class ListeningReactors final : public Strategy {
 public:
  explicit ListeningReactors(const Environment& environment);
  ~ListeningReactors() override;

  void start() override;
  const ListenAddress& address() const noexcept override { return listeners_.front().address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  Environment environment_;
  std::list<Listener> listeners_;
  std::vector<std::unique_ptr<Reactor>> reactors_;
  std::vector<std::thread> threads_;
};

}  // namespace dispatchbench
