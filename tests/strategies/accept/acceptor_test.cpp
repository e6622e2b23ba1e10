#include "strategies/accept/acceptor.hpp"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>

#include "client.hpp"
#include "gate.hpp"

namespace dispatchbench {
namespace {

TEST(Acceptor, keeps_to_its_ticks_while_clients_never_stop_coming) {
  constexpr int far_too_many = 2000;
  Listener listener(ListenAddress::parse("127.0.0.1:0"), {});
  ThreadAccounting accounting;
  Gates gates;
  std::atomic<bool> ticked{false};
  int dealt = 0;
  Client next(listener.address());
  {
    Acceptor acceptor(
        listener, accounting,
        [&](AcceptedSocket) {
          if (ticked || ++dealt == far_too_many) return gates.mark("over");
          next = Client(listener.address());  // so there is always one more that waits
        },
        [&](std::int64_t) { ticked = true; });
    ASSERT_TRUE(gates.await("over"));
  }
  EXPECT_LT(dealt, far_too_many);
}

}  // namespace
}  // namespace dispatchbench
