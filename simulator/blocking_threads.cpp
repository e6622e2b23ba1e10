// A thread for each connection at a time, which waits for that connection and for nothing else; as
// strategies/loops/blocking_threads.cpp has it.
#include "simulator/acceptor.hpp"
#include "simulator/loops.hpp"
#include "simulator/sleepers.hpp"

namespace dispatchbench::simulator {
namespace {

enum class Source { thread_of_its_own, queue, listener };

/// Connections for which there is no thread wait for one to end.
class BlockingThreads final : public Server {
 public:
  BlockingThreads(Source source, const ServerSetting& setting, Host& host, Connections& connections,
                  Client& client)
      : Server(setting, host, connections, client),
        source_(source),
        acceptor_(setting.workers),
        free_(setting.workers),
        current_(setting.workers, none) {}

  void connected(std::uint32_t connection) override;
  void readable(std::uint32_t connection) override;
  void finished(std::uint32_t thread) override;

 private:
  void deal(std::uint32_t connection);
  void wake(std::uint32_t worker);
  void take(std::uint32_t worker, std::uint32_t connection);
  void serve(std::uint32_t worker);
  void served(std::uint32_t worker);
  void take_next(std::uint32_t worker);

  const Source source_;
  Acceptor acceptor_;
  Sleepers free_;  // workers without a connection
  ConnectionQueue waiting_;
  std::vector<std::uint32_t> current_;  // a worker's connection
};

/// The kernel wakes whoever has waited in accept(2) for longest.
void BlockingThreads::connected(std::uint32_t connection) {
  if (source_ != Source::listener) return acceptor_.connected(connection, connections(), host());
  if (free_.empty()) return waiting_.push(connections(), connection);
  const std::uint32_t worker = free_.take_first();
  ++host().thread(worker).wakeups;
  take(worker, connection);
}

void BlockingThreads::readable(std::uint32_t connection) {
  const std::uint32_t worker = connections()[connection].worker;
  wake(worker);
  serve(worker);
}

void BlockingThreads::wake(std::uint32_t worker) {
  ++host().thread(worker).wakeups;
  host().charge(worker, Event::wake_up);
}

void BlockingThreads::finished(std::uint32_t thread) {
  if (thread < setting().workers) return served(thread);
  acceptor_.finished(connections(), host(), [this](std::uint32_t connection) { deal(connection); });
}

/// A free worker's new thread is its own; the pool's is woken.
void BlockingThreads::deal(std::uint32_t connection) {
  if (free_.empty()) {
    waiting_.push(connections(), connection);
    return host().charge(acceptor_.thread(), Event::hand_over_awake);
  }
  if (source_ == Source::thread_of_its_own) {
    host().charge(acceptor_.thread(), Event::thread_start);
    return take(free_.take_last(), connection);
  }
  host().charge(acceptor_.thread(), Event::hand_over_parked);
  const std::uint32_t worker = free_.take_first();
  wake(worker);
  host().charge(worker, Event::take_over_parked);
  take(worker, connection);
}

void BlockingThreads::take(std::uint32_t worker, std::uint32_t connection) {
  if (source_ == Source::listener) {
    host().charge(worker, Event::wake_up);  // as the strategy, which does not know if it slept
    host().charge(worker, Event::accept);
  }
  current_[worker] = connection;
  connections()[connection].worker = worker;
  ++host().thread(worker).connections;
  serve(worker);
}

void BlockingThreads::serve(std::uint32_t worker) {
  host().work(worker, begin_quantum(connections()[current_[worker]]));
}

void BlockingThreads::served(std::uint32_t worker) {
  const std::uint32_t connection = current_[worker];
  if (!end_quantum(connection, worker)) return serve(worker);
  if (client().closes_after_this(connection)) {
    close(connections()[connection], worker);
    take_next(worker);
  } else {
    host().rest(worker);
  }
  client().answered(connection, worker);
}

void BlockingThreads::take_next(std::uint32_t worker) {
  if (waiting_.empty()) {
    host().rest(worker);
    return free_.add(worker);
  }
  if (source_ == Source::queue) host().charge(worker, Event::take_over_awake);
  take(worker, waiting_.pop(connections()));
}

std::unique_ptr<Server> make_blocking(Source source, const ServerSetting& setting, Host& host,
                                      Connections& connections, Client& client) {
  return std::make_unique<BlockingThreads>(source, setting, host, connections, client);
}

}  // namespace

std::unique_ptr<Server> make_thread_per_connection(const ServerSetting& setting, Host& host,
                                                   Connections& connections, Client& client) {
  return make_blocking(Source::thread_of_its_own, setting, host, connections, client);
}

std::unique_ptr<Server> make_blocking_pool(const ServerSetting& setting, Host& host,
                                           Connections& connections, Client& client) {
  return make_blocking(Source::queue, setting, host, connections, client);
}

std::unique_ptr<Server> make_blocking_accept(const ServerSetting& setting, Host& host,
                                             Connections& connections, Client& client) {
  return make_blocking(Source::listener, setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
