// One thread accepts for all workers.
#include <optional>
#include <utility>

#include "strategies/accept/accept.hpp"
#include "strategies/accept/acceptor.hpp"

namespace dispatchbench {
namespace {

class AcceptorThread final : public Accept {
 public:
  explicit AcceptorThread(const Environment& environment) noexcept : environment_(environment) {}

  void listen(ReactorGroup&, std::span<Dealer> dealers) override {
    listener_.emplace(
        environment_.listen,
        Listener::Options{.backlog = environment_.backlog, .reuse_port = environment_.share_port});
    dealer_ = &dealers.front();
  }

  void start() override {
    acceptor_.emplace(*listener_, environment_.other_threads,
                      [this](AcceptedSocket socket) { dealer_->deal(std::move(socket)); });
  }

  const ListenAddress& address() const noexcept override { return listener_->address(); }

  void stop() noexcept override {
    if (acceptor_) acceptor_->stop();
  }

  void refuse() noexcept override { listener_->refuse(); }

 private:
  const Environment& environment_;
  std::optional<Listener> listener_;
  Dealer* dealer_ = nullptr;
  std::optional<Acceptor> acceptor_;
};

}  // namespace

std::unique_ptr<Accept> make_acceptor_thread(const Environment& environment) {
  return std::make_unique<AcceptorThread>(environment);
}

}  // namespace dispatchbench
