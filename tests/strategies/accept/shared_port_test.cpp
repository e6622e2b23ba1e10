#include "strategies/accept/shared_port.hpp"

#include <poll.h>

#include <gtest/gtest.h>

#include "client.hpp"

namespace dispatchbench {
namespace {

const Listener::Options may_be_joined{.reuse_port = true};

bool comes_to_listener(Listener& listener) {
  pollfd wait{listener.descriptor(), POLLIN, 0};
  AcceptedSocket socket;
  return ::poll(&wait, 1, 30'000) == 1 && listener.accept(socket) == Listener::Outcome::accepted;
}

TEST(SharedPort, takes_over_every_connection_though_the_process_listens_elsewhere_too) {
  const Listener elsewhere(ListenAddress::parse("127.0.0.1:0"), {});
  const Listener old_one(ListenAddress::parse("127.0.0.1:0"), may_be_joined);
  SharedPort port({.address = old_one.address(), .takes_over = true});
  Listener new_one(old_one.address(), may_be_joined);
  port.join(new_one.address());
  for (int i = 0; i < 8; ++i) {
    const Client client(new_one.address());
    ASSERT_TRUE(comes_to_listener(new_one)) << i;
  }
}

}  // namespace
}  // namespace dispatchbench
