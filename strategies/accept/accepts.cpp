#include "strategies/accept/accepts.hpp"

#include <array>

namespace dispatchbench {

using MakeAccept = std::unique_ptr<Accept>(const Environment&);

// Each is defined in the file of its name.
MakeAccept make_acceptor_thread, make_own_listener, make_shared_listener;

namespace {

constexpr std::array accept_rows{
    AcceptRow{.name = "acceptor-thread",
              .summary = "one thread accepts for all workers",
              .other_threads = "1 acceptor",
              .make = make_acceptor_thread},
    AcceptRow{.name = "own-listener",
              .summary = "each worker on a listening socket of its own (SO_REUSEPORT)",
              .other_threads = "",
              .by_workers = true,
              .hashed = true,
              .make = make_own_listener},
    AcceptRow{.name = "shared-listener",
              .summary = "all workers on one listening socket; a connection wakes one of them",
              .other_threads = "",
              .by_workers = true,
              .wakes_one = true,
              .make = make_shared_listener},
};

}  // namespace

std::span<const AcceptRow> accepts() noexcept {
  return accept_rows;
}

}  // namespace dispatchbench
