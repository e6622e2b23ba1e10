// All workers accept from one listening socket, which is in every worker's epoll instance with
// EPOLLEXCLUSIVE: a connection wakes one of those that sleep, not the whole herd.
#include <memory>
#include <optional>
#include <utility>

#include "strategies/accept/accept.hpp"

namespace dispatchbench {
namespace {

class SharedListener final : public Accept {
 public:
  explicit SharedListener(const Environment& environment) noexcept : environment_(environment) {}

  void listen(ReactorGroup& group, std::span<Dealer> dealers) override {
    listener_.emplace(environment_.listen, Listener::Options{.backlog = environment_.backlog});
    // A worker that takes more than one connection a wake hoards what others were woken for.
    const AcceptHandler::Manner manner{.wakeup = Poller::Wakeup::one, .at_once = 1};
    for (std::size_t i = 0; i < group.size(); ++i) {
      group.reactor(i).accept_from(
          *listener_, manner,
          [&dealer = dealers[i]](AcceptedSocket socket) { dealer.deal(std::move(socket)); });
    }
  }

  void start() override {}
  const ListenAddress& address() const noexcept override { return listener_->address(); }
  void stop() noexcept override {}
  void refuse() noexcept override { listener_->refuse(); }

 private:
  const Environment& environment_;
  std::optional<Listener> listener_;
};

}  // namespace

std::unique_ptr<Accept> make_shared_listener(const Environment& environment) {
  return std::make_unique<SharedListener>(environment);
}

}  // namespace dispatchbench
