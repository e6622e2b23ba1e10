// When a slot's clock starts: right before its own transfer, not before those of its neighbours.
#include <algorithm>
#include <mutex>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "tests/loadgen/load_fixture.hpp"

namespace {

std::mutex mutex;
std::vector<std::int64_t> connected_ns;  // when each connect of this process began

}  // namespace

/// libcurl's calls come here: an executable's symbols go before those of libraries.
extern "C" int connect(int socket, const sockaddr* address, socklen_t length) {
  {
    const std::lock_guard lock(mutex);
    connected_ns.push_back(dispatchbench::monotonic_ns());
  }
  return static_cast<int>(::syscall(SYS_connect, socket, address, length));
}

namespace dispatchbench::loadgen {
namespace {

/// Slot i's stamp lies between the connects of slot i - 1 and slot i.
void expect_alternation(const LoadResult& result) {
  for (std::size_t i = 0; i < connected_ns.size(); ++i) {
    const std::int64_t stamp_ns = result.figures.slots[i].first_ns;
    EXPECT_LE(stamp_ns, connected_ns[i]) << "slot " << i;
    EXPECT_GE(stamp_ns, i == 0 ? 0 : connected_ns[i - 1]) << "slot " << i;
  }
}

TEST(StartOrder, a_slot_is_stamped_after_the_connects_of_those_before_it) {
  const TestServer server;
  connected_ns.clear();
  const LoadResult result = run(load(server, 8, 8, 1));
  if (connected_ns.empty()) GTEST_SKIP() << "another library stands between libcurl and this test";
  ASSERT_EQ(connected_ns.size(), 8U);
  expect_alternation(result);
}

}  // namespace
}  // namespace dispatchbench::loadgen
