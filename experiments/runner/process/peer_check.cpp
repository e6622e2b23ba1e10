#include "experiments/runner/process/peer_check.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <linux/sockios.h>
#include <memory>
#include <netdb.h>
#include <stdexcept>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/units.hpp"
#include "base/whole.hpp"
#include "experiments/runner/process/proc.hpp"

namespace dispatchbench::runner {
namespace http = boost::beast::http;
namespace {

using Answer = http::response_parser<http::string_body>;

constexpr const char* test_key = "dispatchbench-check";
constexpr std::size_t sizes[] = {1'000'000, 100};

/// What the peer did wrong.
class Fault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Of http://HOST:PORT, where HOST may be an address in brackets.
struct Authority {
  std::string host;
  std::string port;
};

Authority authority_of(std::string_view address) {
  address.remove_prefix(std::min(address.find("//") + 2, address.size()));
  const auto colon = std::min(address.rfind(':'), address.size());
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto port = address.substr(std::min(colon + 1, address.size()));
  return {std::string(host), std::string(port)};
}

std::uint16_t port_of(const Authority& authority) {
  std::uint16_t port = 0;
  const std::string& text = authority.port;
  std::from_chars(text.data(), text.data() + text.size(), port);
  return port;
}

Descriptor connected(const addrinfo& place, std::chrono::seconds patience) {
  Descriptor client(::socket(place.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval limit{patience.count(), 0};
  ::setsockopt(client.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(client.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (::connect(client.get(), place.ai_addr, place.ai_addrlen) == 0) return client;
  return Descriptor();
}

Descriptor connected(const Authority& authority, std::chrono::seconds patience) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* places = nullptr;
  if (::getaddrinfo(authority.host.c_str(), authority.port.c_str(), &wanted, &places) != 0) {
    throw Fault("nobody knows the host " + authority.host);
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(places, ::freeaddrinfo);
  for (const addrinfo* place = places; place != nullptr; place = place->ai_next) {
    if (Descriptor client = connected(*place, patience)) return client;
  }
  throw Fault("it takes no connection");
}

/// Whether the last call on a socket took too long; else the other side is gone.
bool timed_out() {
  return errno == EAGAIN;  // the same as EWOULDBLOCK on Linux
}

void send_all(int client, std::string_view data) {
  while (!data.empty()) {
    const ssize_t sent = ::send(client, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      throw Fault(fmt::format("it {} with {} bytes to go",
                              timed_out() ? "stopped reading" : "closed the connection",
                              data.size()));
    }
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// The whole answer, and nothing after it.
void receive(int client, Answer& answer, std::chrono::seconds patience) {
  std::string received;
  char buffer[4096];
  while (!answer.is_done()) {
    const ssize_t count = ::recv(client, buffer, sizeof buffer, 0);
    if (count <= 0) {
      throw Fault(count < 0 && timed_out()
                      ? "it gave no whole answer within " + format_duration(patience)
                      : "it closed the connection without a whole answer");
    }
    received.append(buffer, static_cast<std::size_t>(count));
    boost::beast::error_code error;
    const std::size_t used = answer.put(boost::asio::buffer(received), error);
    received.erase(0, used);
    if (error && error != http::error::need_more) {
      throw Fault("its answer is not HTTP: " + error.message());
    }
  }
  if (!received.empty()) throw Fault("it gave more than one answer");
}

void check_answer(const Answer& answer, std::size_t size) {
  if (answer.get().result_int() / 100 != 2) {
    throw Fault(fmt::format("it answered {} to a PUT of {} bytes, expected 2xx",
                            answer.get().result_int(), size));
  }
  if (!answer.keep_alive()) throw Fault("it does not keep the connection");
}

/// The port lies at the same place in the addresses of both families.
std::uint16_t local_port_of(int client) {
  sockaddr_in6 address{};
  socklen_t size = sizeof address;
  ::getsockname(client, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin6_port);
}

/// Bytes that the peer's kernel has not acknowledged, and those that wait there for its process.
std::uint64_t bytes_not_taken(int client, std::uint16_t port) {
  int unacknowledged = 0;
  ::ioctl(client, SIOCOUTQ, &unacknowledged);
  auto bytes = static_cast<std::uint64_t>(unacknowledged);
  const std::uint16_t own = local_port_of(client);
  for (const TcpSocket& socket : tcp_sockets()) {
    if (socket.local_port == port && socket.remote_port == own) bytes += socket.unread_bytes;
  }
  return bytes;
}

/// A peer may answer before it has read all.
void await_taken(int client, std::uint16_t port, std::chrono::seconds patience) {
  const auto deadline = Clock::now() + patience;
  while (const std::uint64_t bytes = bytes_not_taken(client, port)) {
    if (Clock::now() > deadline) {
      throw Fault(fmt::format("it answered, and left {} bytes of the body unread", bytes));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void check_stored(const std::filesystem::path& store, std::string_view body) {
  if (store.empty()) return;
  const std::string stored = read_whole(store / test_key).value_or("");
  if (stored != body) {
    throw Fault(fmt::format("of a PUT of {} bytes it stored {}{}", body.size(), stored.size(),
                            stored.size() == body.size() ? " others" : ""));
  }
}

std::string some_body(std::size_t size) {
  std::string body(size, '\0');
  for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>('a' + i % 26);
  return body;
}

void put(int client, const Authority& authority, std::size_t size,
         const std::filesystem::path& store, std::chrono::seconds patience) {
  const std::string body = some_body(size);
  send_all(client, fmt::format("PUT /{} HTTP/1.1\r\nHost: {}:{}\r\nContent-Length: {}\r\n\r\n",
                               test_key, authority.host, authority.port, size));
  send_all(client, body);
  Answer answer;
  answer.eager(true);
  receive(client, answer, patience);
  check_answer(answer, size);
  await_taken(client, port_of(authority), patience);
  check_stored(store, body);
}

}  // namespace

std::optional<std::string> fault_of_peer(const std::string& address,
                                         const std::filesystem::path& store,
                                         std::chrono::seconds patience) {
  try {
    const Authority authority = authority_of(address);
    const Descriptor client = connected(authority, patience);
    for (const std::size_t size : sizes) put(client.get(), authority, size, store, patience);
    return std::nullopt;
  } catch (const Fault& fault) {
    return fault.what();
  }
}

}  // namespace dispatchbench::runner
