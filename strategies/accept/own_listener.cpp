// Each worker accepts from a listening socket of its own on the same port. The kernel's hash of
// addresses and ports says which of them gets a connection.
#include <list>
#include <memory>
#include <utility>

#include "strategies/accept/accept.hpp"

namespace dispatchbench {
namespace {

class OwnListener final : public Accept {
 public:
  explicit OwnListener(const Environment& environment) noexcept : environment_(environment) {}

  void listen(ReactorGroup& group, std::span<Dealer> dealers) override {
    // SO_REUSEPORT would join whoever has the port already; without it that is refused.
    { const Listener probe(environment_.listen, Listener::Options{.backlog = 1}); }
    // A lone listener must not share: a second server on the port would take half its connections.
    const Listener::Options options{.backlog = environment_.backlog,
                                    .reuse_port = group.size() > 1};
    for (std::size_t i = 0; i < group.size(); ++i) {
      // The first finds the port where any will do; the others join it there.
      const ListenAddress where = listeners_.empty() ? environment_.listen : address();
      Listener& listener = listeners_.emplace_back(where, options);
      group.reactor(i).accept_from(listener, {}, [&dealer = dealers[i]](AcceptedSocket socket) {
        dealer.deal(std::move(socket));
      });
    }
  }

  void start() override {}
  const ListenAddress& address() const noexcept override { return listeners_.front().address(); }
  void stop() noexcept override {}

  void refuse() noexcept override {
    for (Listener& listener : listeners_) listener.refuse();
  }

 private:
  const Environment& environment_;
  std::list<Listener> listeners_;
};

}  // namespace

std::unique_ptr<Accept> make_own_listener(const Environment& environment) {
  return std::make_unique<OwnListener>(environment);
}

}  // namespace dispatchbench
