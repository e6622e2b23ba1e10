// libuv_server ADDRESS:PORT THREADS: what a program on libuv does with a PUT. A loop a thread, all
// on one listening socket: a connection wakes whoever sleeps, and the first takes it. Finds the end
// of a head, throws the body away piece by piece as it comes, answers.
//
// Prints "listening on http://ADDRESS:PORT"; SIGTERM ends it.
#include <algorithm>
#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <uv.h>
#include <vector>

namespace {

constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view length_field = "Content-Length: ";
constexpr std::size_t longest_head = 8192;  // bytes
constexpr int backlog = 1024;               // as dispatch_server's

/// One loop's things: what is read is used before anything else is.
struct Loop {
  uv_loop_t loop;
  char buffer[65536];
};

struct Connection {
  uv_tcp_t socket;
  std::string head;      // of the request that has begun, as far as it is there
  std::size_t body = 0;  // bytes of it that are still to come
};

void give_buffer(uv_handle_t* handle, std::size_t /*suggested*/, uv_buf_t* buffer) {
  Loop& own = *static_cast<Loop*>(handle->loop->data);
  *buffer = uv_buf_init(own.buffer, sizeof own.buffer);
}

void close_connection(Connection& connection) {
  uv_close(reinterpret_cast<uv_handle_t*>(&connection.socket),
           [](uv_handle_t* handle) { delete static_cast<Connection*>(handle->data); });
}

/// So short that the socket takes it, or the peer is gone.
bool send_answer(Connection& connection) {
  const uv_buf_t text = uv_buf_init(const_cast<char*>(answer.data()), answer.size());
  auto* const stream = reinterpret_cast<uv_stream_t*>(&connection.socket);
  return uv_try_write(stream, &text, 1) == static_cast<int>(answer.size());
}

/// Of a whole head.
std::size_t body_length(std::string_view head) {
  const auto field = head.find(length_field);
  if (field == std::string_view::npos) return 0;
  return std::strtoul(head.data() + field + length_field.size(), nullptr, 10);
}

/// Takes what was read; false if the connection is to end.
bool take(Connection& connection, std::string_view data) {
  while (!data.empty()) {
    if (connection.body > 0) {
      const std::size_t part = std::min(connection.body, data.size());
      connection.body -= part;
      data.remove_prefix(part);
    } else {
      connection.head += data;
      const auto end = connection.head.find("\r\n\r\n");
      if (end == std::string::npos) return connection.head.size() < longest_head;
      const std::size_t behind = connection.head.size() - (end + 4);
      data.remove_prefix(data.size() - behind);
      connection.head.resize(end + 4);
      connection.body = body_length(connection.head);
      connection.head.clear();
      if (connection.body > 0) continue;
    }
    if (connection.body == 0 && !send_answer(connection)) return false;
  }
  return true;
}

void on_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  Connection& connection = *static_cast<Connection*>(stream->data);
  const bool goes_on =
      count >= 0 && take(connection, {buffer->base, static_cast<std::size_t>(count)});
  if (!goes_on) close_connection(connection);
}

void on_connection(uv_stream_t* listener, int status) {
  if (status < 0) return;
  auto* const connection = new Connection;
  uv_tcp_init(listener->loop, &connection->socket);
  connection->socket.data = connection;
  auto* const stream = reinterpret_cast<uv_stream_t*>(&connection->socket);
  if (uv_accept(listener, stream) != 0) return close_connection(*connection);
  uv_tcp_nodelay(&connection->socket, 1);
  uv_read_start(stream, give_buffer, on_read);
}

/// Returns only where it cannot listen; a signal ends the process.
void serve(int listener) {
  const auto own = std::make_unique<Loop>();
  uv_loop_init(&own->loop);
  own->loop.data = own.get();
  uv_tcp_t accepting;
  uv_tcp_init(&own->loop, &accepting);
  auto* const stream = reinterpret_cast<uv_stream_t*>(&accepting);
  if (uv_tcp_open(&accepting, ::dup(listener)) != 0 ||
      uv_listen(stream, backlog, on_connection) != 0) {
    std::fputs("libuv_server: cannot listen\n", stderr);
    std::_Exit(1);
  }
  uv_run(&own->loop, UV_RUN_DEFAULT);
}

/// A socket bound to ADDRESS:PORT, version 4; -1 if there can be none. `address` becomes what it
/// got.
int bound(std::string_view listen, sockaddr_in& address) {
  const auto colon = listen.rfind(':');
  if (colon == std::string_view::npos) return -1;
  const std::string host(listen.substr(0, colon));
  if (uv_ip4_addr(host.c_str(), std::atoi(listen.data() + colon + 1), &address) != 0) return -1;
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  socklen_t size = sizeof address;
  const bool good = ::bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                    ::listen(listener, backlog) == 0 &&
                    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  return good ? listener : -1;
}

}  // namespace

int main(int argc, char** argv) {
  sockaddr_in address{};
  const int listener = argc == 3 ? bound(argv[1], address) : -1;
  if (listener < 0) {
    std::fputs("usage: libuv_server ADDRESS:PORT THREADS\n", stderr);
    return 2;
  }
  std::vector<std::jthread> threads;
  for (int i = 1; i < std::atoi(argv[2]); ++i) threads.emplace_back(serve, listener);
  char host[INET_ADDRSTRLEN] = "";
  uv_ip4_name(&address, host, sizeof host);
  std::printf("listening on http://%s:%d\n", host, ntohs(address.sin_port));
  std::fflush(stdout);
  serve(listener);
}
