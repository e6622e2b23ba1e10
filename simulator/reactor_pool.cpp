// An event loop a worker, the first of which also accepts and deals in turn by posting; as
// strategies/loops/asio_contexts.cpp has it, which does not know who sleeps.
#include "simulator/loops.hpp"
#include "strategies/loops/at_once.hpp"

namespace dispatchbench::simulator {
namespace {

constexpr std::uint32_t accepting_worker = 0;

struct Context {
  ConnectionQueue ready;
  std::uint32_t current = none;
  bool idle = true;
};

class ReactorPool final : public Server {
 public:
  ReactorPool(const ServerSetting& setting, Host& host, Connections& connections, Client& client)
      : Server(setting, host, connections, client),
        listener_(static_cast<std::uint32_t>(connections.size()) - 1),
        contexts_(setting.workers) {}

  void connected(std::uint32_t connection) override;
  void readable(std::uint32_t connection) override {
    post(connection, connections()[connection].worker);
  }
  void finished(std::uint32_t thread) override;

 private:
  void post(std::uint32_t what, std::uint32_t worker);
  void go_on(std::uint32_t worker);
  void accept();
  void accepted();
  void served(std::uint32_t worker);

  const std::uint32_t listener_;
  std::vector<Context> contexts_;
  ConnectionQueue backlog_;
  bool listening_ = true;  // nobody accepts, and the listener is in no queue
  bool accepting_ = false;
  std::uint32_t accepted_ = 0;  // in a row
  std::uint32_t next_ = 0;      // worker that gets a connection
};

void ReactorPool::connected(std::uint32_t connection) {
  backlog_.push(connections(), connection);
  if (!listening_) return;
  listening_ = false;
  post(listener_, accepting_worker);
}

void ReactorPool::post(std::uint32_t what, std::uint32_t worker) {
  Context& context = contexts_[worker];
  context.ready.push(connections(), what);
  if (!context.idle) return;
  context.idle = false;
  ++host().thread(worker).wakeups;
  host().charge(worker, Event::wake_up);
  go_on(worker);
}

/// Each handler is fetched by itself.
void ReactorPool::go_on(std::uint32_t worker) {
  Context& context = contexts_[worker];
  if (context.ready.empty()) {
    context.idle = true;
    return host().rest(worker);
  }
  host().charge(worker, Event::fetch_events);
  context.current = context.ready.pop(connections());
  if (context.current != listener_) {
    return host().work(worker, begin_quantum(connections()[context.current]));
  }
  accepted_ = 0;
  accepting_ = true;
  accept();
}

void ReactorPool::accept() {
  host().work(accepting_worker, host().cost_ns(Event::accept));
}

void ReactorPool::finished(std::uint32_t thread) {
  accepting_&& thread == accepting_worker ? accepted() : served(thread);
}

void ReactorPool::accepted() {
  const std::uint32_t connection = backlog_.pop(connections());
  connections()[connection].worker = next_;
  ++host().thread(next_).connections;
  if (contexts_.size() > 1) host().charge(accepting_worker, Event::hand_over_awake);
  post(connection, next_);
  next_ = (next_ + 1) % setting().workers;
  if (!backlog_.empty() && ++accepted_ < accepts_in_a_row) return accept();
  accepting_ = false;
  listening_ = backlog_.empty();
  if (!listening_) contexts_[accepting_worker].ready.push(connections(), listener_);
  go_on(accepting_worker);
}

void ReactorPool::served(std::uint32_t worker) {
  Context& context = contexts_[worker];
  const std::uint32_t connection = context.current;
  const bool answered = end_quantum(connection, worker);
  if (!answered) {
    context.ready.push(connections(), connection);
  } else if (client().closes_after_this(connection)) {
    close(connections()[connection], worker);
  } else {
    host().charge(worker, Event::re_arm);
  }
  go_on(worker);
  if (answered) client().answered(connection, worker);
}

}  // namespace

std::unique_ptr<Server> make_reactor_pool(const ServerSetting& setting, Host& host,
                                          Connections& connections, Client& client) {
  return std::make_unique<ReactorPool>(setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
