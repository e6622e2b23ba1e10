#include "strategies/accept/accepts.hpp"

#include <array>

namespace dispatchbench {

using MakeAccept = std::unique_ptr<Accept>(const Environment&);

MakeAccept make_acceptor_thread;

// In worker_listeners.cpp.
MakeAccept make_own_listener, make_own_listener_by_cpu, make_own_listener_at_random,
    make_shared_listener, make_shared_listener_herd, make_shared_listener_rotating,
    make_gated_listener, make_group_listeners, make_interleaved_listeners, make_all_listeners;

namespace {

struct Traits {
  bool listener_each = false;
  ReuseportProgram* program = nullptr;
  bool hashed = false;
  bool wakes_one = false;
  bool grouped = false;
  unsigned most_workers = ~0U;
};

constexpr AcceptRow workers_accept(std::string_view name, std::string_view summary,
                                   MakeAccept* make, const Traits& traits = {}) {
  return {.name = name,
          .summary = summary,
          .other_threads = "",
          .by_workers = true,
          .listener_each = traits.listener_each,
          .program = traits.program,
          .hashed = traits.hashed,
          .wakes_one = traits.wakes_one,
          .most_workers = traits.most_workers,
          .grouped = traits.grouped,
          .make = make};
}

constexpr std::array accept_rows{
    AcceptRow{.name = "acceptor-thread",
              .summary = "one thread accepts for all workers",
              .other_threads = "1 acceptor",
              .make = make_acceptor_thread},
    workers_accept("own-listener", "each worker on a listening socket of its own (SO_REUSEPORT)",
                   make_own_listener, {.listener_each = true, .hashed = true}),
    workers_accept("own-listener-by-cpu",
                   "the same, chosen by the processor that received the connection",
                   make_own_listener_by_cpu, {.listener_each = true, .program = choose_by_cpu}),
    workers_accept("own-listener-at-random",
                   "the same, chosen at random by a program in the kernel",
                   make_own_listener_at_random,
                   {.listener_each = true, .program = choose_at_random, .hashed = true}),
    workers_accept("shared-listener",
                   "all workers on one listening socket; a connection wakes one of them",
                   make_shared_listener, {.wakes_one = true}),
    workers_accept("shared-listener-herd",
                   "all workers on one listening socket; a connection wakes all that sleep",
                   make_shared_listener_herd),
    workers_accept("shared-listener-rotating",
                   "as shared-listener; a worker queues up anew after 16 accepts",
                   make_shared_listener_rotating, {.wakes_one = true}),
    workers_accept(
        "gated-listener",
        "as shared-listener-herd; a worker with requests in hand stays away, 5 ms at most",
        make_gated_listener),
    workers_accept("group-listeners", "--listeners sockets, each shared by a group of the workers",
                   make_group_listeners, {.wakes_one = true, .grouped = true}),
    workers_accept("interleaved-listeners",
                   "a socket for each worker, which accepts from the next one's too",
                   make_interleaved_listeners, {.listener_each = true, .wakes_one = true}),
    workers_accept(
        "all-listeners", "a socket for each worker; one that sleeps takes from the others' too",
        make_all_listeners, {.listener_each = true, .wakes_one = true, .most_workers = 256}),
};

}  // namespace

std::span<const AcceptRow> accepts() noexcept {
  return accept_rows;
}

}  // namespace dispatchbench
