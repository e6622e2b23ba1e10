#include "strategies/registry.hpp"

#include <array>
#include <stdexcept>

#include "base/named_rows.hpp"

namespace dispatchbench {

using MakeStrategy = std::unique_ptr<Strategy>(const Environment&);

// Each is defined in the file of its name.
MakeStrategy make_work_stealing, make_threads_epoll, make_shared_reactor, make_reactor_pool,
    make_poller_pool, make_work_stealing_pool, make_oldest_first, make_elastic,
    make_thread_per_connection, make_blocking_pool, make_blocking_accept;

std::span<const StrategyRow> strategies() {
  static const std::array rows{
      composed({"single-reactor", "one event loop accepts and serves everything", true},
               "own-listener", "here", "none", "stays"),
      composed({"reuseport", "a loop and a listening socket per worker; the kernel's hash places"},
               "own-listener", "here", "none", "stays"),
      composed({"condvar-queue",
                "an acceptor deals into queues; a helper per worker waits on a condvar"},
               "acceptor-thread", "round-robin", "condvar", "stays"),
      composed({"condvar-queue-article",
                "as the article drafted it: a new thread per connection taken, one a wake"},
               "acceptor-thread", "round-robin", "condvar-article", "stays"),
      composed(
          {"unpark-queue", "an acceptor deals into queues and wakes a worker only if it is parked"},
          "acceptor-thread", "round-robin", "eventfd", "stays"),
      own_loop(
          {"work-stealing", "connections have a home; idle workers run what is ready at others"},
          "1 acceptor", make_work_stealing),
      own_loop({"threads-epoll",
                "the C server's design: threads wait on one epoll with one-shot events"},
               "", make_threads_epoll),
      composed({"random", "an acceptor deals to workers at random"}, "acceptor-thread", "random",
               "eventfd", "stays"),
      composed({"least-connections", "an acceptor deals to the worker with the fewest connections"},
               "acceptor-thread", "least-connections", "eventfd", "stays"),
      composed(
          {"two-choices", "an acceptor deals to the less loaded of two workers drawn at random"},
          "acceptor-thread", "two-choices", "eventfd", "stays"),
      composed(
          {"shared-listener", "workers share a listening socket; a connection wakes one of them"},
          "shared-listener", "here", "none", "stays"),
      composed({"reuseport-redispatch",
                "as reuseport; who accepts hands on to the worker with the fewest connections"},
               "own-listener", "least-connections", "eventfd", "stays"),
      composed({"two-finger",
                "an acceptor goes round in two directions, and deals to the less loaded of two"},
               "acceptor-thread", "two-finger", "eventfd", "stays"),
      composed({"join-idle-queue", "an acceptor deals to a worker that is idle; else at random"},
               "acceptor-thread", "join-idle-queue", "eventfd", "stays"),
      composed({"by-source-port", "an acceptor deals by the client's port, so that clients choose"},
               "acceptor-thread", "by-source-port", "eventfd", "stays"),
      composed({"by-cpu", "an acceptor deals by the processor that received a connection"},
               "acceptor-thread", "by-cpu", "eventfd", "stays"),
      composed({"shared-listener-herd",
                "workers share a listening socket; a connection wakes all that sleep"},
               "shared-listener-herd", "here", "none", "stays"),
      composed({"shared-listener-rotating",
                "workers share a listening socket, and queue up anew every 16 accepts"},
               "shared-listener-rotating", "here", "none", "stays"),
      composed({"accept-gate",
                "workers share a listening socket; one with requests in hand stays away from it"},
               "gated-listener", "here", "none", "stays"),
      composed(
          {"reuseport-cbpf-cpu", "as reuseport, by the processor that received the connection"},
          "own-listener-by-cpu", "here", "none", "stays"),
      composed({"reuseport-cbpf-random", "as reuseport, at random instead of by a hash"},
               "own-listener-at-random", "here", "none", "stays"),
      composed({"reuseport-groups",
                "as reuseport, with --listeners sockets that groups of workers share"},
               "group-listeners", "here", "none", "stays"),
      composed({"interleaved-groups", "as reuseport; each worker accepts for its neighbour too"},
               "interleaved-listeners", "here", "none", "stays"),
      composed({"steal-accepted", "as reuseport; idle workers accept what waits at others too"},
               "all-listeners", "here", "none", "stays"),
      composed({"migrating",
                "as reuseport; a worker with far more than the mean hands kept connections on"},
               "own-listener", "here", "eventfd", "evens-out"),
      own_loop({"shared-reactor", "one io_context that all threads run, as most Asio programs do"},
               "", make_shared_reactor, "asio"),
      own_loop({"reactor-pool", "one io_context a thread; the first accepts and deals by post"}, "",
               make_reactor_pool, "asio"),
      own_loop({"poller-pool", "one thread polls, and a pool of workers runs what it finds"},
               "1 acceptor, 1 poller", make_poller_pool),
      own_loop({"work-stealing-pool",
                "as poller-pool, with a queue for each worker; idle ones steal from the others'"},
               "1 acceptor, 1 poller", make_work_stealing_pool),
      own_loop({"oldest-first",
                "as poller-pool; of all that is ready the request that arrived first is next"},
               "1 acceptor, 1 poller", make_oldest_first),
      own_loop({"elastic", "loops are added under load and parked when there is little of it"},
               "1 acceptor", make_elastic),
      own_loop({"thread-per-connection", "an acceptor starts a thread for every connection", false,
                true},
               "1 acceptor", make_thread_per_connection),
      own_loop({"blocking-pool", "a pool of threads takes connections from an acceptor's queue",
                false, true},
               "1 acceptor", make_blocking_pool),
      own_loop({"blocking-accept", "threads block in accept(2), and serve what they get to its end",
                false, true},
               "", make_blocking_accept),
  };
  return rows;
}

const StrategyRow* find_strategy(std::string_view name) {
  return find_named(strategies(), name);
}

StrategyRow composed(const StrategyName& name, std::string_view accept, std::string_view placement,
                     std::string_view handoff, std::string_view afterwards) {
  return composed(name, parts_named(accept, placement, handoff, afterwards));
}

StrategyRow composed(const StrategyName& name, const Parts& parts) {
  if (const auto reason = why_impossible(parts)) throw std::logic_error(*reason);
  StrategyRow row;
  static_cast<StrategyName&>(row) = name;
  row.parts = parts;
  row.backends = backends_for(parts);
  row.placement_by_chance = !name.single_worker && placed_by_chance(parts);
  row.other_threads = other_threads_of(parts);
  return row;
}

StrategyRow own_loop(const StrategyName& name, std::string_view other_threads, MakeStrategy* make,
                     std::string_view backend) {
  StrategyRow row;
  static_cast<StrategyName&>(row) = name;
  row.backends = {find_backend(backend)};
  row.other_threads = other_threads;
  row.own_loop = make;
  return row;
}

std::unique_ptr<Strategy> StrategyRow::make(const Environment& environment,
                                            const std::optional<Parts>& other_parts) const {
  if (own_loop != nullptr) return own_loop(environment);
  return compose(other_parts ? *other_parts : *parts, environment);
}

}  // namespace dispatchbench
