#include "tests/loadgen/test_server.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <netinet/in.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "loadgen/body_source.hpp"

namespace dispatchbench::loadgen {
namespace {

constexpr std::size_t chunk_bytes = 256 << 10;

bool send_all(int socket, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Everything up to the empty line, taken off `pending`; empty at the end of the stream.
std::string read_header(int socket, std::string& pending) {
  std::array<char, 4096> buffer;
  for (;;) {
    if (const std::size_t end = pending.find("\r\n\r\n"); end != std::string::npos) {
      std::string header = pending.substr(0, end + 4);
      pending.erase(0, end + 4);
      return header;
    }
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) return {};
    pending.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

std::string_view field(std::string_view header, std::string_view name) {
  const std::size_t at = header.find(fmt::format("\r\n{}: ", name));
  if (at == std::string_view::npos) return {};
  const std::size_t start = at + name.size() + 4;
  return header.substr(start, header.find('\r', start) - start);
}

SeenRequest parse(std::string_view header, std::uint64_t connection) {
  SeenRequest request;
  request.connection = connection;
  request.method = header.substr(0, header.find(' '));
  const std::size_t target = request.method.size() + 1;
  request.target = header.substr(target, header.find(' ', target) - target);
  request.host = field(header, "Host");
  request.demand = field(header, "Service-Demand");
  request.expects_continue = field(header, "Expect") == "100-continue";
  const std::string_view length = field(header, "Content-Length");
  std::from_chars(length.data(), length.data() + length.size(), request.body_bytes);
  return request;
}

/// What is not read, and not waiting to be sent, goes with the connection at its closing.
bool reset(int socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  return false;
}

bool all_body_bytes(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return static_cast<unsigned char>(c) == body_byte; });
}

}  // namespace

TestServer::TestServer(Manner manner)
    : manner_(std::move(manner)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, any, length) != 0 || ::listen(listener_, 4096) != 0 ||
      ::getsockname(listener_, any, &length) != 0) {
    throw std::runtime_error("the test server cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

TestServer::~TestServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

std::string TestServer::url() const {
  return fmt::format("http://127.0.0.1:{}", port_);
}

std::vector<SeenRequest> TestServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

void TestServer::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::uint64_t connection = accepted_++;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket, connection] { serve(socket, connection); });
  }
}

void TestServer::serve(int socket, std::uint64_t connection) {
  std::string pending;
  for (bool first = true; serve_one(socket, connection, pending, first); first = false) {
  }
  const std::lock_guard lock(mutex_);
  std::erase(sockets_, socket);
  ::close(socket);
}

bool TestServer::serve_one(int socket, std::uint64_t connection, std::string& pending, bool first) {
  const std::string header = read_header(socket, pending);
  if (header.empty()) return false;
  const Reaction reaction = manner_.script(request_number_++);
  if (reaction == Reaction::close_early) return false;
  if (reaction == Reaction::reset) return reset(socket);
  if (reaction == Reaction::stay_silent) return wait_for_end(socket);
  SeenRequest request = parse(header, connection);
  if (request.expects_continue) send_all(socket, "HTTP/1.1 100 Continue\r\n\r\n");
  if (!take_body(socket, pending, request)) return false;
  {
    const std::lock_guard lock(mutex_);
    seen_.push_back(std::move(request));
  }
  return react(socket, reaction, connection, first);
}

bool TestServer::take_body(int socket, std::string& pending, SeenRequest& request) const {
  const auto early =
      static_cast<std::size_t>(std::min<std::uint64_t>(pending.size(), request.body_bytes));
  request.body_right = all_body_bytes(std::string_view(pending).substr(0, early));
  pending.erase(0, early);
  std::vector<char> chunk(manner_.discard ? 0 : chunk_bytes);
  for (std::uint64_t left = request.body_bytes - early; left > 0;) {
    const auto room = static_cast<std::size_t>(
        std::min<std::uint64_t>(left, manner_.discard ? std::uint64_t{1} << 30 : chunk_bytes));
    const ssize_t got = ::recv(socket, chunk.data(), room, manner_.discard ? MSG_TRUNC : 0);
    if (got <= 0) return false;
    const auto bytes = static_cast<std::size_t>(got);
    if (!manner_.discard && !all_body_bytes({chunk.data(), bytes})) request.body_right = false;
    left -= bytes;
  }
  return true;
}

bool TestServer::react(int socket, Reaction reaction, std::uint64_t connection, bool first) const {
  if (reaction == Reaction::close) return false;
  if (reaction == Reaction::refuse) {
    return send_all(socket, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
  }
  if (reaction == Reaction::answer_short) {
    send_all(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
    return false;
  }
  if (reaction == Reaction::time_out || reaction == Reaction::time_out_short) {
    const int length = reaction == Reaction::time_out ? 0 : 100;
    send_all(socket,
             fmt::format("HTTP/1.1 408 Request Timeout\r\nContent-Length: {}\r\n\r\n", length));
    return false;
  }
  std::string answer = fmt::format("HTTP/1.1 {}\r\n", manner_.status);
  if (manner_.server_timing) {
    answer += fmt::format("Server-Timing: worker;desc=\"{}\"{}\r\n", connection % 3,
                          first ? ", dispatch;dur=0.5" : "");
  }
  if (reaction == Reaction::close_after) answer += "Connection: close\r\n";
  answer +=
      fmt::format("Content-Length: {}\r\n\r\n{}", manner_.answer_body.size(), manner_.answer_body);
  const bool goes_on = reaction != Reaction::close_after && reaction != Reaction::hang_up;
  return send_all(socket, answer) && goes_on;
}

bool TestServer::wait_for_end(int socket) const {
  std::array<char, 4096> buffer;
  while (::recv(socket, buffer.data(), buffer.size(), 0) > 0) {
  }
  return false;
}

}  // namespace dispatchbench::loadgen
