#include "strategies/registry.hpp"

#include <algorithm>
#include <array>

namespace dispatchbench {

using MakeStrategy = std::unique_ptr<Strategy>(const Environment&);

// Each is defined in the file of its name.
MakeStrategy make_single_reactor, make_reuseport, make_condvar_queue, make_condvar_queue_article,
    make_unpark_queue, make_work_stealing, make_threads_epoll;

namespace {

const std::vector<Backend> any_backend{Backend::asio, Backend::epoll};
const std::vector<Backend> only_epoll{Backend::epoll};

const std::array rows{
    StrategyRow{.name = "single-reactor",
                .summary = "one event loop accepts and serves everything",
                .backends = any_backend,
                .single_worker = true,
                .other_threads = "",
                .make = make_single_reactor},
    StrategyRow{.name = "reuseport",
                .summary = "a loop and a listening socket per worker; the kernel's hash places",
                .backends = any_backend,
                .placement_by_chance = true,
                .other_threads = "",
                .make = make_reuseport},
    StrategyRow{.name = "condvar-queue",
                .summary = "an acceptor deals into queues; a helper per worker waits on a condvar",
                .backends = any_backend,
                .other_threads = "1 acceptor, 1 helper per worker",
                .make = make_condvar_queue},
    StrategyRow{
        .name = "condvar-queue-article",
        .summary = "as the article drafted it: a new thread per connection taken, one a wake",
        .backends = any_backend,
        .other_threads = "1 acceptor, 1 helper per worker and connection",
        .make = make_condvar_queue_article},
    StrategyRow{.name = "unpark-queue",
                .summary = "an acceptor deals into queues and wakes a worker only if it is parked",
                .backends = any_backend,
                .other_threads = "1 acceptor",
                .make = make_unpark_queue},
    StrategyRow{.name = "work-stealing",
                .summary = "connections have a home; idle workers run what is ready at others",
                .backends = only_epoll,
                .other_threads = "1 acceptor",
                .make = make_work_stealing},
    StrategyRow{.name = "threads-epoll",
                .summary = "the C server's design: threads wait on one epoll with one-shot events",
                .backends = only_epoll,
                .other_threads = "",
                .make = make_threads_epoll},
};

}  // namespace

std::span<const StrategyRow> strategies() {
  return rows;
}

const StrategyRow* find_strategy(std::string_view name) {
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [name](const StrategyRow& each) { return each.name == name; });
  return row == rows.end() ? nullptr : row;
}

}  // namespace dispatchbench
