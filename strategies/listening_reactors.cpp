#include "strategies/listening_reactors.hpp"

namespace dispatchbench {

ListeningReactors::ListeningReactors(const Environment& environment) : environment_(environment) {}

ListeningReactors::~ListeningReactors() = default;

void ListeningReactors::start() {
  // A lone listener must not share: a second server on the port would take half its connections.
  const auto sharing = environment_.workers.size() == 1 ? Listener::Sharing::exclusive
                                                        : Listener::Sharing::reuse_port;
  // SO_REUSEPORT would join whoever has the port already; without it that is refused.
  { const Listener probe(environment_.listen, 1, Listener::Sharing::exclusive); }
  for (const auto& worker : environment_.workers) {
    // The first finds the port where any will do; the others join it there.
    const ListenAddress where = listeners_.empty() ? environment_.listen : address();
    Listener& listener = listeners_.emplace_back(where, environment_.backlog, sharing);
    auto reactor =
        std::make_unique<Reactor>(environment_.backend, *worker, environment_.connections);
    reactor->listen_on(listener);
    reactors_.push_back(std::move(reactor));
  }
  try {
    for (const auto& reactor : reactors_) {
      threads_.emplace_back([running = reactor.get()] { running->run(); });
    }
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void ListeningReactors::stop(std::int64_t deadline_ns) noexcept {
  for (const auto& reactor : reactors_) reactor->drain();
  for (Listener& listener : listeners_) listener.refuse();
  for (const auto& reactor : reactors_) reactor->finish(deadline_ns);
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace dispatchbench
