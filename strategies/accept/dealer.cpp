#include "strategies/accept/dealer.hpp"

#include <new>
#include <utility>

#include "strategies/runtime/origin.hpp"

namespace dispatchbench {

Dealer::Dealer(ReactorGroup& group, ConnectionFactory& connections, const PlacementRow& placement,
               std::uint64_t seed, std::optional<std::size_t> self)
    : group_(group),
      connections_(connections),
      row_(placement),
      self_(self),
      placement_(placement.make(self.value_or(0))),
      random_(seed),
      loads_(group.size()) {}

void Dealer::deal(AcceptedSocket socket) noexcept {
  std::unique_ptr<Connection> connection = connections_.make(std::move(socket));
  if (!connection) return;
  std::unique_ptr<Session> session(new (std::nothrow) Session(std::move(connection)));
  if (session) place(std::move(session));
}

void Dealer::place(std::unique_ptr<Session> session) noexcept {
  const std::size_t chosen = choose(session->descriptor());
  session->worker = static_cast<std::uint32_t>(chosen);
  group_.reactor(chosen).load().add_connection();
  if (chosen == self_) {
    group_.reactor(chosen).admit(std::move(session));
  } else {
    group_.hand_over(chosen, std::move(session));
  }
}

std::size_t Dealer::choose(int socket) {
  if (row_.reads_loads) read_loads();
  return placement_->choose(loads_, row_.reads_origin ? origin_of(socket) : Origin{}, random_);
}

std::span<const WorkerLoad> Dealer::read_loads() noexcept {
  for (std::size_t i = 0; i < loads_.size(); ++i) {
    const SharedLoad& load = group_.reactor(i).load();
    loads_[i] = i == self_ ? load.read() : load.read_from_afar();
  }
  return loads_;
}

}  // namespace dispatchbench
