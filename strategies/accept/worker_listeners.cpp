// Workers accept, each from one listening socket or several on the same port. What differs is how
// many sockets there are, which of them a worker has, and whom a connection wakes.
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "strategies/accept/accept.hpp"
#include "strategies/accept/giving_way.hpp"
#include "strategies/accept/listening_sockets.hpp"
#include "strategies/accept/reuseport_program.hpp"

namespace dispatchbench {
namespace {

using Manner = AcceptHandler::Manner;
using Wakeup = Poller::Wakeup;

struct Layout {
  std::size_t listeners = 1;  ///< at most as many as workers; of several the kernel chooses one
  std::size_t each = 1;       ///< a worker accepts from so many, from the one of its number on
  Manner first = {};          ///< how it does so from the first of them, and from the others
  Manner others = {};
  Listener::Options options = {};  ///< of the first listener, but for what all have
};

class WorkerListeners final : public Accept {
 public:
  WorkerListeners(const Environment& environment, Layout layout)
      : environment_(environment), layout_(std::move(layout)) {}

  void listen(ReactorGroup& group, std::span<Dealer> dealers) override {
    open_listeners();
    for (std::size_t i = 0; i < group.size(); ++i) {
      for (std::size_t nth = 0; nth < layout_.each; ++nth) {
        group.reactor(i).accept_from(
            *listeners_[(i + nth) % listeners_.size()], nth == 0 ? layout_.first : layout_.others,
            [&dealer = dealers[i]](AcceptedSocket socket) { dealer.deal(std::move(socket)); });
      }
    }
  }

  void start() override {}
  const ListenAddress& address() const noexcept override { return listeners_.front()->address(); }
  void stop() noexcept override {}

  /// The last first, and each socket that goes has its number taken by the last of the port's: so
  /// those of a server that came later keep their order, which SharedPort relies on.
  void refuse() noexcept override {
    std::for_each(listeners_.rbegin(), listeners_.rend(),
                  [](const auto& listener) { listener->refuse(); });
  }

 private:
  bool joins_others() const;
  void open_listeners();

  const Environment& environment_;
  const Layout layout_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

bool WorkerListeners::joins_others() const {
  return environment_.share_port && environment_.listen.port() != 0 &&
         count_listeners_at(environment_.listen) > 0;
}

void WorkerListeners::open_listeners() {
  // SO_REUSEPORT would join whoever has the port already; without it that is refused.
  if (!environment_.share_port) {
    const Listener probe(environment_.listen, Listener::Options{.backlog = 1});
  }
  Listener::Options options = layout_.options;
  options.backlog = environment_.backlog;
  // A lone listener must not share: a second server on the port would take half its connections.
  options.reuse_port = layout_.listeners > 1 || environment_.share_port;
  // One has nothing to choose from; and a socket that has a program cannot join others.
  if (layout_.listeners == 1 || joins_others()) options.prepare = {};
  for (std::size_t i = 0; i < layout_.listeners; ++i) {
    // The first finds the port where any will do; the others join it there.
    const ListenAddress where = i == 0 ? environment_.listen : address();
    listeners_.push_back(std::make_unique<Listener>(where, options));
    options.prepare = {};  // what the first has is the group's
  }
}

/// Of a listener that several workers share: a worker that takes more than one connection a wake
/// hoards what others were woken for.
constexpr Manner one_of_several{.wakeup = Wakeup::one, .at_once = 1};
constexpr Manner all_of_several{.wakeup = Wakeup::every, .at_once = 1};

std::unique_ptr<Accept> make_layout(const Environment& environment, Layout layout) {
  return std::make_unique<WorkerListeners>(environment, std::move(layout));
}

}  // namespace

std::unique_ptr<Accept> make_own_listener(const Environment& environment) {
  return make_layout(environment, {.listeners = environment.workers.size()});
}

std::unique_ptr<Accept> make_own_listener_by_cpu(const Environment& environment) {
  const std::size_t workers = environment.workers.size();
  return make_layout(environment,
                     {.listeners = workers, .options = {.prepare = choose_by_cpu(workers, 0)}});
}

std::unique_ptr<Accept> make_own_listener_at_random(const Environment& environment) {
  const std::size_t workers = environment.workers.size();
  return make_layout(environment,
                     {.listeners = workers, .options = {.prepare = choose_at_random(workers, 0)}});
}

std::unique_ptr<Accept> make_shared_listener(const Environment& environment) {
  return make_layout(environment, {.first = one_of_several});
}

std::unique_ptr<Accept> make_shared_listener_herd(const Environment& environment) {
  return make_layout(environment, {.first = all_of_several});
}

std::unique_ptr<Accept> make_shared_listener_rotating(const Environment& environment) {
  Manner manner = one_of_several;
  manner.re_add_after = accepts_until_last;
  return make_layout(environment, {.first = manner});
}

std::unique_ptr<Accept> make_gated_listener(const Environment& environment) {
  Manner manner = all_of_several;  // one that is woken and does not accept must not be the only one
  manner.gate_ns = std::llround(static_cast<double>(longest_gate_ns) * environment.time_scale);
  return make_layout(environment, {.first = manner});
}

std::unique_ptr<Accept> make_group_listeners(const Environment& environment) {
  const std::size_t groups =
      std::min<std::size_t>(environment.listeners, environment.workers.size());
  return make_layout(environment, {.listeners = groups, .first = one_of_several});
}

std::unique_ptr<Accept> make_interleaved_listeners(const Environment& environment) {
  const std::size_t workers = environment.workers.size();
  return make_layout(environment, {.listeners = workers,
                                   .each = std::min<std::size_t>(workers, 2),
                                   .first = one_of_several,
                                   .others = one_of_several});
}

std::unique_ptr<Accept> make_all_listeners(const Environment& environment) {
  const std::size_t workers = environment.workers.size();
  return make_layout(
      environment,
      {.listeners = workers, .each = workers, .first = all_of_several, .others = one_of_several});
}

}  // namespace dispatchbench
