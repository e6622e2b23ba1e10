// What only a backend that belongs to one thread can get wrong.
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

#include "strategies/backends/backends.hpp"

namespace dispatchbench {
namespace {

class AlwaysParks final : public Poller::Sleeper {
 public:
  bool prepare_park() noexcept override { return true; }
  void unpark() noexcept override {}
};

TEST(IoUringPoller, does_not_wait_without_blocking_where_the_kernel_refuses_to) {
  const BackendRow& backend = *find_backend("io_uring");
  if (const auto reason = why_unavailable(backend); !reason.empty()) GTEST_SKIP() << reason;
  const std::unique_ptr<Poller> poller = backend.make({});
  AlwaysParks sleeper;
  poller->wait(0, sleeper);  // from now on it is this thread's
  std::thread([&] {
    EXPECT_THROW(poller->wait(Poller::forever, sleeper), std::system_error);
    EXPECT_THROW(poller->wait(1'000'000, sleeper), std::system_error);
  }).join();
}

}  // namespace
}  // namespace dispatchbench
