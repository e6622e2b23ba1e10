#include "strategies/backends/backends.hpp"

#include <array>

#include "base/named_rows.hpp"

namespace dispatchbench {

using MakePoller = std::unique_ptr<Poller>(Poller::Options);

// Each is defined in the file of its name.
MakePoller make_asio_poller, make_epoll_poller, make_io_uring_poller;
std::string why_no_io_uring();

namespace {

constexpr std::array backend_rows{
    BackendRow{.name = "asio",
               .summary = "Boost.Asio's io_context, one a worker",
               .make = make_asio_poller},
    BackendRow{.name = "epoll",
               .summary = "level-triggered epoll_wait(2), one instance a worker",
               .wakes_one = true,
               .make = make_epoll_poller},
    BackendRow{.name = "io_uring",
               .summary = "polls of an io_uring, armed and waited for in one system call",
               .make = make_io_uring_poller,
               .why_not = why_no_io_uring},
};

}  // namespace

std::string why_unavailable(const BackendRow& row) {
  return row.why_not == nullptr ? std::string() : row.why_not();
}

std::span<const BackendRow> backends() noexcept {
  return backend_rows;
}

const BackendRow* find_backend(std::string_view name) noexcept {
  return find_named(backends(), name);
}

}  // namespace dispatchbench
