// What the queue strategies share: one acceptor deals connections round-robin to reactors, through
// mailboxes. Which mailbox is what sets them apart.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "strategies/accept/acceptor.hpp"
#include "strategies/runtime/reactor.hpp"
#include "strategies/strategy.hpp"

namespace dispatchbench {

class DealtReactors final : public Strategy {
 public:
  using MakeMailbox =
      std::function<std::unique_ptr<Mailbox>(Waker& worker, ThreadAccounting& accounting)>;

  DealtReactors(const Environment& environment, MakeMailbox make_mailbox);
  ~DealtReactors() override;

  void start() override;
  const ListenAddress& address() const noexcept override { return listener_->address(); }
  void stop(std::int64_t deadline_ns) noexcept override;

 private:
  struct Shard {
    std::unique_ptr<Reactor> reactor;
    std::unique_ptr<Mailbox> mailbox;
    std::thread thread;
  };

  void deal(AcceptedSocket socket) noexcept;

  Environment environment_;
  MakeMailbox make_mailbox_;
  std::optional<Listener> listener_;
  std::vector<Shard> shards_;
  std::size_t next_shard_ = 0;  // the acceptor's
  std::optional<Acceptor> acceptor_;
};

}  // namespace dispatchbench
