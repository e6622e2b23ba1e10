// Servers with a loop of their own; what each is stands in the strategy of its name.
#pragma once

#include <memory>

#include "simulator/server.hpp"

namespace dispatchbench::simulator {

using MakeServer = std::unique_ptr<Server>(const ServerSetting& setting, Host& host,
                                           Connections& connections, Client& client);

/// One queue of all that is ready, the listener among it, for all workers: threads-epoll. Needs an
/// entry of `connections` for the listener, its last.
MakeServer make_shared_queue;

/// Queues of their own, and whoever is idle takes from the others'; an acceptor, the thread after
/// the workers, gives connections their homes in turn: work-stealing.
MakeServer make_stealing;

}  // namespace dispatchbench::simulator
