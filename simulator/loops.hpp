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

/// An acceptor, then a thread that polls, and workers that run what it finds: poller-pool,
/// oldest-first, work-stealing-pool.
MakeServer make_poller_pool, make_oldest_first, make_stealing_pool;

/// The first worker accepts, for which it needs an entry of `connections`, the last: reactor-pool.
MakeServer make_reactor_pool;

/// An acceptor, and as many workers at work as there is load for: elastic.
MakeServer make_elastic;

/// A worker serves one connection at a time, to its end. There is an acceptor, but where the
/// workers accept: thread-per-connection, blocking-pool, blocking-accept.
MakeServer make_thread_per_connection, make_blocking_pool, make_blocking_accept;

}  // namespace dispatchbench::simulator
