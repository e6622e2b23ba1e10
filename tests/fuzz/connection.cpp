// A connection's state machine over TCP: bytes in any pieces, each way of copying. The answers are
// well-formed and the same as to the bytes in one piece, and the connection comes to its end.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fuzzer/FuzzedDataProvider.h>
#include <memory>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "../servers/loopback.hpp"
#include "../servers/temporary_folder.hpp"
#include "base/clock.hpp"
#include "check.hpp"
#include "servers/connection_factory.hpp"
#include "servers/http_service.hpp"

using namespace dispatchbench;
using Next = Connection::Next;

namespace {

/// A server without a strategy: what connections of one kind share.
struct Server {
  Server(CopyMode copy, bool with_store)
      : service({.copy = copy, .quantum = 700, .max_body = 100'000},
                with_store ? std::optional(folder.path()) : std::nullopt) {}

  TemporaryFolder folder;
  HttpService service;
  HttpConnectionFactory factory{service};
  Worker worker{0, {.buffer_size = 512, .pinned_cpu = {}}};
};

Server& server_of(unsigned kind) {
  static Server servers[]{{CopyMode::read, false},
                          {CopyMode::splice, false},
                          {CopyMode::discard, false},
                          {CopyMode::splice, true}};
  return servers[kind];
}

bool ready(int descriptor, short events, int milliseconds) {
  pollfd waited{descriptor, events, 0};
  int found = -1;
  do {
    found = ::poll(&waited, 1, milliseconds);
  } while (found < 0 && errno == EINTR);  // libFuzzer's timer
  return found > 0;
}

/// One connection and its client, on one thread.
class Dialogue {
 public:
  explicit Dialogue(Server& server) : server_(server) {
    Loopback sockets = connect_loopback();
    client_ = std::move(sockets.client);
    // No TIME_WAIT, or the ports would run out.
    const linger reset{1, 0};
    ::setsockopt(client_.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    connection_ = server.factory.make({std::move(sockets.server), monotonic_ns()});
  }

  void say(std::string_view bytes) {
    ::send(client_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    run(0);
  }

  /// Says that nothing more will come, and returns all that the server has said.
  std::string end() {
    ::shutdown(client_.get(), SHUT_WR);
    run(10'000);
    promise(connection_ == nullptr, "a connection ends when its client has");
    listen();
    return std::move(heard_);
  }

 private:
  /// Until the connection waits for more than comes within `patience` milliseconds.
  void run(int patience) {
    for (int turns = 0; connection_; ++turns) {
      promise(turns < 100'000, "a connection comes to rest");
      const Next next = connection_->advance(server_.worker);
      if (next == Next::close) return connection_.reset();
      listen();
      if (next == Next::again) continue;
      const short events = next == Next::wait_read ? POLLIN : POLLOUT;
      if (!ready(connection_->descriptor(), events, patience)) return;
    }
  }

  void listen() {
    char buffer[4096];
    for (ssize_t size = 1; size > 0;) {
      size = ::recv(client_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
      if (size > 0) heard_.append(buffer, static_cast<std::size_t>(size));
    }
  }

  Server& server_;
  Descriptor client_;
  std::unique_ptr<Connection> connection_;
  std::string heard_;
};

std::size_t length_in(std::string_view head) {
  constexpr std::string_view field = "\r\nContent-Length: ";
  const auto at = head.find(field);
  return at == head.npos ? 0 : std::stoul(std::string(head.substr(at + field.size())));
}

/// The statuses of a stream of answers, which must be sound to its end.
std::vector<std::string> statuses_of(std::string_view stream) {
  std::vector<std::string> statuses;
  bool closed = false;
  while (!stream.empty()) {
    promise(!closed, "nothing follows the last answer");
    const auto end = stream.find("\r\n\r\n");
    promise(end != stream.npos && stream.starts_with("HTTP/1.1 "), "an answer has a head");
    const std::string_view head = stream.substr(0, end + 2);
    const std::size_t whole = end + 4 + length_in(head);
    promise(whole <= stream.size(), "an answer is whole");
    closed = head.find("\r\nConnection: close\r\n") != head.npos;
    statuses.emplace_back(stream.substr(9, 3));
    stream.remove_prefix(whole);
  }
  return statuses;
}

void forget_objects(const Server& server) {
  for (const auto& entry : std::filesystem::directory_iterator(server.folder.path())) {
    promise(entry.is_regular_file(), "nothing but objects in the folder");
    promise(!entry.path().filename().string().starts_with(reserved_prefix), "nothing left behind");
    std::filesystem::remove(entry.path());
  }
}

/// Whether the answers may depend on the pieces: who asks to be told to go on is told so only if it
/// has not gone on.
bool depends_on_pieces(std::string bytes) {
  std::transform(bytes.begin(), bytes.end(), bytes.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return bytes.find("expect") != bytes.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider input(data, size);
  Server& server = server_of(input.ConsumeIntegralInRange<unsigned>(0, 3));
  std::vector<std::size_t> pieces(input.ConsumeIntegralInRange<std::size_t>(0, 12));
  for (std::size_t& piece : pieces) piece = input.ConsumeIntegralInRange<std::size_t>(1, 200);
  const std::string bytes = input.ConsumeRemainingBytesAsString();

  Dialogue whole(server);
  whole.say(bytes);
  const auto expected = statuses_of(whole.end());
  forget_objects(server);

  Dialogue cut(server);
  std::string_view rest = bytes;
  for (const std::size_t piece : pieces) {
    cut.say(rest.substr(0, piece));
    rest.remove_prefix(std::min(piece, rest.size()));
  }
  cut.say(rest);
  const auto statuses = statuses_of(cut.end());
  forget_objects(server);
  promise(statuses == expected || depends_on_pieces(bytes), "the pieces make no difference");
  return 0;
}
