// An HTTP server of a few lines for the load generator's tests: loopback, a free port, a thread a
// connection, and it does to a request what the test tells it to.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dispatchbench::loadgen {

/// What the server does once it has read a request.
enum class Reaction {
  answer,          // 200
  refuse,          // 500
  close,           // end the connection without a word
  close_early,     // the same before the body is read
  stay_silent,     // read nothing more, say nothing, until the server ends
  answer_short,    // promise 100 bytes, send 10, end the connection
  close_after,     // 200 with Connection: close, then do so
  hang_up,         // 200, then end the connection unannounced
  reset,           // reset the connection before the request is read
  time_out,        // 408 and end the connection, as if no request had come
  time_out_short,  // the same, and the end comes before the page that explains it
};

struct SeenRequest {
  std::uint64_t connection = 0;  ///< 0… in the order of their accepting
  std::string method, target, host;
  std::string demand;  ///< Service-Demand; empty: none
  bool expects_continue = false;
  std::uint64_t body_bytes = 0;
  bool body_right = true;  ///< every byte is body_byte; always true where bodies are discarded
};

class TestServer {
 public:
  using Script = std::function<Reaction(std::uint64_t request_number)>;

  struct Manner {
    Script script = [](std::uint64_t) { return Reaction::answer; };
    bool discard = false;           ///< take bodies off the socket without looking at them
    std::string answer_body;        ///< of a 200
    std::string status = "200 OK";  ///< of what is answered
    bool server_timing = true;  ///< worker = connection number modulo 3; dispatch 0.5 ms at first
  };

  TestServer() : TestServer(Manner{}) {}
  explicit TestServer(Manner manner);
  ~TestServer();  ///< cuts all connections and joins all threads
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  std::string url() const;
  std::uint64_t accepted() const noexcept { return accepted_; }
  std::uint64_t seen_count() const noexcept { return request_number_; }
  std::vector<SeenRequest> seen() const;  ///< requests read in whole, in any order

 private:
  void accept_all();
  void serve(int socket, std::uint64_t connection);
  bool serve_one(int socket, std::uint64_t connection, std::string& pending, bool first);
  bool take_body(int socket, std::string& pending, SeenRequest& request) const;
  bool react(int socket, Reaction reaction, std::uint64_t connection, bool first) const;
  bool wait_for_end(int socket) const;

  Manner manner_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<std::uint64_t> accepted_{0};
  std::atomic<std::uint64_t> request_number_{0};
  mutable std::mutex mutex_;
  std::vector<SeenRequest> seen_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace dispatchbench::loadgen
