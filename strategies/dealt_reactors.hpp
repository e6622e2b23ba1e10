// What the queue strategies share: one acceptor deals connections round-robin to reactors, through
// mailboxes. Which mailbox is what sets them apart.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "strategies/acceptor.hpp"
#include "strategies/reactor.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {

class DealtReactors final : public Strategy {
 public:
  using MakeMailbox = std::function<std::unique_ptr<Mailbox>(Waker& worker, ThreadLedger& ledger)>;

  DealtReactors(const Environment& environment, MakeMailbox make_mailbox);
  ~DealtReactors() override;

  void start() override;
  const ListenAddress& address() const noexcept override { return listener_->address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  struct Lane {
    std::unique_ptr<Reactor> reactor;
    std::unique_ptr<Mailbox> mailbox;
    std::thread thread;
  };

  void deal(AcceptedSocket socket) noexcept;

  Environment environment_;
  MakeMailbox make_mailbox_;
  std::optional<Listener> listener_;
  std::vector<Lane> lanes_;
  std::size_t next_lane_ = 0;  // the acceptor's
  std::optional<Acceptor> acceptor_;
};

}  // namespace dispatchbench
