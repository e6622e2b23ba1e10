#include "line_service.hpp"

#include <array>
#include <cerrno>
#include <sys/socket.h>

#include "base/clock.hpp"

namespace dispatchbench {

/// Its fields are plain on purpose: if a strategy hands it from thread to thread without an order
/// between them, the thread sanitizer says so.
class LineConnection final : public Connection {
 public:
  LineConnection(LineService& service, AcceptedSocket socket)
      : service_(service), socket_(std::move(socket.descriptor)) {}

  ~LineConnection() override {
    if (inside_.exchange(true, std::memory_order_relaxed)) ++service_.violations_;
    ++service_.destroyed_;
  }

  Next advance(Worker& worker) noexcept override {
    if (inside_.exchange(true, std::memory_order_relaxed) || over_) ++service_.violations_;
    service_.note_runner(worker);
    if (steps_++ == 0) worker.connections.add(1);
    const Next next = step(worker);
    over_ = next == Next::close;
    inside_.store(false, std::memory_order_relaxed);
    return next;
  }

  int descriptor() const noexcept override { return socket_.get(); }
  Deadline deadline() const noexcept override {
    return {deadline_ns_, input_.empty() && output_.empty()};
  }
  void drain() noexcept override { draining_.store(true, std::memory_order_relaxed); }

 private:
  static constexpr int quantum = 4;
  enum class Io { done, blocked, over };

  Next step(Worker& worker);
  Next say_and_wait();
  Io receive(Worker& worker);
  Io send();
  bool answer(const std::string& line, Worker& worker);

  LineService& service_;
  Descriptor socket_;
  std::string input_, output_;
  std::int64_t deadline_ns_ = Deadline::never;
  std::uint64_t steps_ = 0;
  bool over_ = false, ended_ = false;
  std::atomic<bool> inside_{false}, draining_{false};
};

Connection::Next LineConnection::step(Worker& worker) {
  for (int answered = 0; answered < quantum; ++answered) {
    if (const Io io = send(); io != Io::done) {
      service_.gates.mark("blocked writer");
      return io == Io::over ? Next::close : Next::wait_write;
    }
    if (input_.find('\n') == std::string::npos) {
      if (const Io io = receive(worker); io == Io::over) return Next::close;
    }
    const auto end = input_.find('\n');
    if (end == std::string::npos) return say_and_wait();
    if (!answer(input_.substr(0, end), worker)) return Next::again;
    input_.erase(0, end + 1);
    worker.requests.add(1);
  }
  return Next::again;
}

Connection::Next LineConnection::say_and_wait() {
  const bool nothing_under_way = input_.empty() && output_.empty();
  if (ended_ || (nothing_under_way && draining_.load(std::memory_order_relaxed))) {
    return Next::close;
  }
  if (!input_.empty()) service_.gates.mark("half a line");
  return Next::wait_read;
}

LineConnection::Io LineConnection::receive(Worker& worker) {
  const auto buffer = worker.scratch();
  const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (got < 0) return errno == EAGAIN ? Io::blocked : Io::over;
  if (got == 0) {
    ended_ = true;
    return Io::blocked;
  }
  worker.bytes.add(static_cast<std::uint64_t>(got));
  input_.append(reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(got));
  return Io::done;
}

LineConnection::Io LineConnection::send() {
  while (!output_.empty()) {
    const ssize_t sent = ::send(socket_.get(), output_.data(), output_.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN ? Io::blocked : Io::over;
    output_.erase(0, static_cast<std::size_t>(sent));
  }
  return Io::done;
}

/// False if it is to be asked again later.
bool LineConnection::answer(const std::string& line, Worker& worker) {
  const auto space = line.find(' ');
  const std::string verb = line.substr(0, space);
  const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
  std::string said = std::to_string(worker.index());
  if (verb == "echo") said = rest;
  if (verb == "hold") service_.gates.pass(rest);
  if (verb == "flood") said = std::string(std::stoul(rest), 'x');
  if (verb == "soon") {
    deadline_ns_ = monotonic_ns() + std::stol(rest) * 1'000'000;
    said = "ok";
  }
  if (verb == "spin" && !service_.gates.is_open(rest)) {
    service_.gates.mark(rest);
    return false;
  }
  output_ += said + "\n";
  return true;
}

std::unique_ptr<Connection> LineService::make(AcceptedSocket socket) noexcept {
  if (refusing_ && asked_++ % 2 == 0) return nullptr;
  ++made_;
  return std::make_unique<LineConnection>(*this, std::move(socket));
}

void LineService::note_runner(const Worker& worker) {
  auto& runner = runners_.at(worker.index());
  if (threads_change_) return runner.store(std::this_thread::get_id(), std::memory_order_relaxed);
  std::thread::id nobody;
  const auto self = std::this_thread::get_id();
  if (!runner.compare_exchange_strong(nobody, self, std::memory_order_relaxed) && nobody != self) {
    ++violations_;
  }
}

}  // namespace dispatchbench
