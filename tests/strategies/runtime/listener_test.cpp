#include "strategies/runtime/listener.hpp"

#include <array>
#include <fcntl.h>
#include <linux/filter.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

#include <gtest/gtest.h>

#include "base/command_line.hpp"
#include "client.hpp"

namespace dispatchbench {
namespace {

TEST(ListenAddress, is_written_as_it_was_given) {
  for (const std::string text : {"127.0.0.1:8080", "0.0.0.0:0", "[::1]:8080", "[::]:65535"}) {
    EXPECT_EQ(ListenAddress::parse(text).to_string(), text);
  }
  EXPECT_TRUE(ListenAddress::parse("127.0.0.1:80").loopback());
  EXPECT_FALSE(ListenAddress::parse("0.0.0.0:80").loopback());
}

TEST(ListenAddress, of_any_other_form_is_refused) {
  for (const char* bad :
       {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:http", "localhost:80", "::1:80", "[]:80", "[127.0.0.1:80", "1.2.3:80:90"}) {
    EXPECT_THROW(ListenAddress::parse(bad), UsageError) << bad;
  }
}

TEST(Listener, accepts_what_waits_and_says_when_nothing_does) {
  Listener listener(ListenAddress::parse("127.0.0.1:0"), {});
  EXPECT_NE(listener.address().port(), 0);
  AcceptedSocket socket;
  EXPECT_EQ(listener.accept(socket), Listener::Outcome::none_left);
  const Client client(listener.address());
  pollfd wait{listener.descriptor(), POLLIN, 0};
  ASSERT_EQ(::poll(&wait, 1, 30'000), 1);
  EXPECT_EQ(listener.accept(socket), Listener::Outcome::accepted);
  EXPECT_GT(socket.accepted_ns, 0);
  EXPECT_EQ(listener.accept(socket), Listener::Outcome::none_left);
}

TEST(Listener, resets_what_waits_once_it_refuses) {
  Listener listener(ListenAddress::parse("127.0.0.1:0"), {});
  Client waiting(listener.address());
  listener.refuse();
  EXPECT_TRUE(waiting.ended());
  AcceptedSocket socket;
  EXPECT_EQ(listener.accept(socket), Listener::Outcome::refused);
  EXPECT_FALSE(Client().connect(listener.address()));
}

TEST(Listener, waits_for_a_connection_if_it_is_blocking) {
  Listener listener(ListenAddress::parse("127.0.0.1:0"), {.blocking = true});
  AcceptedSocket socket;
  Listener::Outcome outcome = Listener::Outcome::none_left;
  std::thread accepting([&] { outcome = listener.accept(socket); });
  const Client client(listener.address());
  accepting.join();
  EXPECT_EQ(outcome, Listener::Outcome::accepted);
  EXPECT_NE(::fcntl(socket.descriptor.get(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(Listener, ends_a_wait_when_it_refuses) {
  Listener listener(ListenAddress::parse("127.0.0.1:0"), {.blocking = true});
  AcceptedSocket socket;
  Listener::Outcome outcome = Listener::Outcome::none_left;
  std::thread accepting([&] { outcome = listener.accept(socket); });
  listener.refuse();
  accepting.join();
  EXPECT_EQ(outcome, Listener::Outcome::refused);
}

TEST(Listener, is_prepared_once_it_has_its_port_and_before_it_listens) {
  std::uint16_t port = 0;
  int listens = -1;
  const Listener listener(ListenAddress::parse("127.0.0.1:0"), {.prepare = [&](int socket) {
                            socklen_t size = sizeof listens;
                            ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
                            port = ListenAddress::of(socket).port();
                          }});
  EXPECT_EQ(listens, 0);
  EXPECT_EQ(port, listener.address().port());
}

TEST(Listener, may_have_a_program_that_says_who_gets_a_connection) {
  const auto always_the_second = [](int socket) {
    std::array<sock_filter, 1> code{{BPF_STMT(BPF_RET | BPF_K, 1)}};
    const sock_fprog program{code.size(), code.data()};
    ASSERT_EQ(::setsockopt(socket, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program),
              0);
  };
  Listener first(ListenAddress::parse("127.0.0.1:0"),
                 {.reuse_port = true, .prepare = always_the_second});
  Listener second(first.address(), {.reuse_port = true});
  AcceptedSocket socket;
  for (int i = 0; i < 16; ++i) {
    const Client client(first.address());
    pollfd wait{second.descriptor(), POLLIN, 0};
    ASSERT_EQ(::poll(&wait, 1, 30'000), 1);
    ASSERT_EQ(second.accept(socket), Listener::Outcome::accepted);
    ASSERT_EQ(first.accept(socket), Listener::Outcome::none_left);
  }
}

}  // namespace
}  // namespace dispatchbench
