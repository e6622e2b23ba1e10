#include "strategies/dealt_reactors.hpp"

#include <utility>

namespace dispatchbench {

DealtReactors::DealtReactors(const Environment& environment, MakeMailbox make_mailbox)
    : environment_(environment), make_mailbox_(std::move(make_mailbox)) {}

DealtReactors::~DealtReactors() = default;

void DealtReactors::start() {
  listener_.emplace(environment_.listen, environment_.backlog, Listener::Sharing::exclusive);
  for (const auto& worker : environment_.workers) {
    Lane& lane = lanes_.emplace_back();
    lane.reactor =
        std::make_unique<Reactor>(environment_.backend, *worker, environment_.connections);
    lane.mailbox = make_mailbox_(*lane.reactor, environment_.other_threads);
    lane.reactor->feed_from(*lane.mailbox);
  }
  try {
    for (Lane& lane : lanes_) {
      lane.thread = std::thread([reactor = lane.reactor.get()] { reactor->run(); });
    }
    acceptor_.emplace(*listener_, environment_.emulation, environment_.other_threads,
                      [this](AcceptedSocket socket) { deal(std::move(socket)); });
  } catch (const std::exception&) {
    stop(0);
    throw;
  }
}

void DealtReactors::deal(AcceptedSocket socket) noexcept {
  try {
    lanes_[next_lane_].mailbox->put(std::move(socket));
    next_lane_ = (next_lane_ + 1) % lanes_.size();
  } catch (const std::bad_alloc&) {  // that connection is closed
  }
}

void DealtReactors::stop(std::int64_t deadline_ns) noexcept {
  if (acceptor_) acceptor_->stop();
  for (Lane& lane : lanes_) lane.mailbox->close();
  for (Lane& lane : lanes_) lane.reactor->drain();
  listener_->refuse();
  for (Lane& lane : lanes_) lane.reactor->finish(deadline_ns);
  for (Lane& lane : lanes_) {
    if (lane.thread.joinable()) lane.thread.join();
  }
}

}  // namespace dispatchbench
