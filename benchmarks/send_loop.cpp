// send_loop URL -n N -t T -s SIZE: the same PUTs from a plain blocking send() loop and one buffer.
// What loadgen costs beyond this is libcurl's and its own. One line of JSON on standard output.
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <iostream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/command_line.hpp"
#include "loadgen/endpoint.hpp"
#include "loadgen/options/options.hpp"

namespace {

using namespace dispatchbench;

constexpr std::size_t buffer_bytes = 2 << 20;

/// -1 if it does not answer there.
int connect_to(const loadgen::Address& to) {
  const int socket = ::socket(to.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const auto* address = reinterpret_cast<const sockaddr*>(&to.address);
  if (socket >= 0 && ::connect(socket, address, to.length) == 0) return socket;
  const int error = errno;
  ::close(socket);
  errno = error;
  return -1;
}

int connect_to(const loadgen::Endpoint& endpoint) {
  for (const loadgen::Address& address : endpoint.addresses()) {
    if (const int socket = connect_to(address); socket >= 0) return socket;
  }
  throw std::system_error(errno, std::generic_category(), "connect");
}

void send_all(int socket, const char* data, std::size_t bytes) {
  while (bytes > 0) {
    const ssize_t sent = ::send(socket, data, bytes, MSG_NOSIGNAL);
    if (sent < 0) throw std::system_error(errno, std::generic_category(), "send");
    data += sent;
    bytes -= static_cast<std::size_t>(sent);
  }
}

/// Answers are taken to have no body.
void receive_answer(int socket) {
  std::string answer;
  std::array<char, 4096> buffer;
  while (!answer.ends_with("\r\n\r\n")) {
    const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) throw std::runtime_error("closed without an answer");
    answer.append(buffer.data(), static_cast<std::size_t>(got));
  }
  if (answer.compare(0, 10, "HTTP/1.1 2") != 0) throw std::runtime_error(answer.substr(0, 12));
}

void put(int socket, const std::string& header, const std::vector<char>& body, std::uint64_t size) {
  send_all(socket, header.data(), header.size());
  for (std::uint64_t left = size; left > 0;) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left, body.size()));
    send_all(socket, body.data(), part);
    left -= part;
  }
  receive_answer(socket);
}

void run_thread(const loadgen::Options& options, const loadgen::Endpoint& endpoint,
                unsigned index) {
  const std::uint64_t size = options.body_size.largest();
  const std::vector<char> body(buffer_bytes, 'x');
  const std::string header =
      fmt::format("PUT {}/{}{} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\r\n",
                  options.url.path, options.key_prefix, index, options.url.authority(), size);
  const int socket = connect_to(endpoint);
  for (std::uint64_t i = index; i < options.requests; i += options.threads) {
    put(socket, header, body, size);
  }
  ::close(socket);
}

int run(const loadgen::Options& options) {
  const loadgen::Endpoint endpoint = loadgen::resolve(options.url);
  std::atomic<bool> failed{false};
  const std::int64_t start_ns = monotonic_ns();
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < options.threads; ++i) {
      threads.emplace_back([&, i] {
        try {
          run_thread(options, endpoint, i);
        } catch (const std::exception& error) {
          failed = true;
          std::cerr << fmt::format("send_loop: {}\n", error.what());
        }
      });
    }
  }
  fmt::print("{{\"requests\": {}, \"bytes\": {}, \"seconds\": {:.6f}, \"cpu_seconds\": {:.6f}}}\n",
             options.requests, options.requests * options.body_size.largest(),
             static_cast<double>(monotonic_ns() - start_ns) * 1e-9,
             static_cast<double>(cpu_clock_ns(CLOCK_PROCESS_CPUTIME_ID)) * 1e-9);
  return failed ? 1 : 0;
}

}  // namespace

/// Takes loadgen's options; those that a plain loop cannot follow are ignored.
int main(int argc, char** argv) {
  try {
    const auto options = loadgen::parse_options(argc, argv, std::cout);
    return options ? run(*options) : 0;
  } catch (const std::exception& error) {
    std::cerr << "send_loop: " << error.what() << '\n';
    return 2;
  }
}
