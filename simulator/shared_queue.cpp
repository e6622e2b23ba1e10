// One queue that all workers take from, who also accept in turn; as
// strategies/loops/threads_epoll.cpp has it.
#include "simulator/loops.hpp"
#include "strategies/loops/at_once.hpp"

namespace dispatchbench::simulator {
namespace {

struct Task {
  std::uint32_t connection = none;
  bool accepting = false;
  std::uint32_t accepted = 0;  // in a row
};

class SharedQueue final : public Server {
 public:
  SharedQueue(const ServerSetting& setting, Host& host, Connections& connections, Client& client)
      : Server(setting, host, connections, client),
        listener_(static_cast<std::uint32_t>(connections.size()) - 1),
        tasks_(setting.workers) {
    for (std::uint32_t i = setting.workers; i-- > 0;) idle_.push_back(i);
  }

  void connected(std::uint32_t connection) override;
  void readable(std::uint32_t connection) override { admit(connection); }
  void finished(std::uint32_t thread) override;

 private:
  void admit(std::uint32_t what);
  void go_on(std::uint32_t worker);
  void accept(std::uint32_t worker);
  void accepted(std::uint32_t worker);
  void served(std::uint32_t worker);

  const std::uint32_t listener_;
  bool listening_ = true;  // the listener is armed: nobody accepts, and it is in no queue
  ConnectionQueue backlog_;
  ConnectionQueue ready_;
  std::vector<Task> tasks_;
  std::vector<std::uint32_t> idle_;  // the last to wait is woken first, as by epoll_wait
};

void SharedQueue::connected(std::uint32_t connection) {
  backlog_.push(connections(), connection);
  if (!listening_) return;
  listening_ = false;
  admit(listener_);
}

void SharedQueue::admit(std::uint32_t what) {
  ready_.push(connections(), what);
  if (idle_.empty()) return;
  const std::uint32_t worker = idle_.back();
  idle_.pop_back();
  ++host().thread(worker).wakeups;
  host().charge(worker, Event::wake_up);
  go_on(worker);
}

void SharedQueue::go_on(std::uint32_t worker) {
  if (ready_.empty()) {
    host().rest(worker);
    idle_.push_back(worker);
    return;
  }
  Task& task = tasks_[worker];
  host().charge(worker, Event::fetch_events);
  const std::uint32_t next = ready_.pop(connections());
  if (next == listener_) {
    task.accepted = 0;
    return accept(worker);
  }
  task.connection = next;
  host().work(worker, begin_quantum(connections()[next]));
}

void SharedQueue::accept(std::uint32_t worker) {
  tasks_[worker].accepting = true;
  tasks_[worker].connection = backlog_.pop(connections());
  host().work(worker, host().cost_ns(Event::accept));
}

void SharedQueue::finished(std::uint32_t thread) {
  tasks_[thread].accepting ? accepted(thread) : served(thread);
}

void SharedQueue::accepted(std::uint32_t worker) {
  Task& task = tasks_[worker];
  task.accepting = false;
  connections()[task.connection].worker = worker;
  ++host().thread(worker).connections;
  admit(task.connection);
  if (!backlog_.empty() && ++task.accepted < accepts_in_a_row) return accept(worker);
  host().charge(worker, Event::re_arm);
  listening_ = backlog_.empty();
  if (!listening_) admit(listener_);
  go_on(worker);
}

void SharedQueue::served(std::uint32_t worker) {
  const std::uint32_t connection = tasks_[worker].connection;
  const bool answered = end_quantum(connection, worker);
  Connection& its = connections()[connection];
  if (answered && client().closes_after_this(connection)) {
    close(its, worker);
  } else {
    host().charge(worker, Event::re_arm);
  }
  if (!answered) ready_.push(connections(), connection);
  go_on(worker);
  if (answered) client().answered(connection, worker);
}

}  // namespace

std::unique_ptr<Server> make_shared_queue(const ServerSetting& setting, Host& host,
                                          Connections& connections, Client& client) {
  return std::make_unique<SharedQueue>(setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
