// Loops are added under load and parked when there is little of it; as strategies/loops/elastic.cpp
// has it, with its own arithmetic of how many are needed.
#include "simulator/acceptor.hpp"
#include "simulator/loops.hpp"
#include "strategies/loops/at_once.hpp"
#include "strategies/loops/loops_needed.hpp"
#include "strategies/runtime/connection_registry.hpp"

namespace dispatchbench::simulator {
namespace {

constexpr std::int64_t look_every_ns = ConnectionRegistry::sweep_interval_ns;

/// A worker, and its share of the connections, which another serves while it is parked.
struct ElasticLoop {
  ConnectionQueue ready;  // of its share
  std::uint32_t current = none;
  bool idle = true;           // it waits for something to do, or is parked
  std::uint32_t share = 0;    // whose it serves
  std::uint32_t fetched = 0;  // … of what is ready there
  std::int64_t rested_ns = 0;
  std::int64_t rests_from_ns = 0;  // if it is idle

  std::int64_t rested_until(std::int64_t now_ns) const noexcept {
    return rested_ns + (idle ? now_ns - rests_from_ns : 0);
  }
};

/// How many run changes with the first event after a look, for nothing happens in between.
class Elastic final : public Server {
 public:
  Elastic(const ServerSetting& setting, Host& host, Connections& connections, Client& client)
      : Server(setting, host, connections, client),
        loops_(setting.workers),
        seen_rested_ns_(setting.workers, 0),
        acceptor_(setting.workers) {}

  void connected(std::uint32_t connection) override {
    look();
    acceptor_.connected(connection, connections(), host());
  }
  void readable(std::uint32_t connection) override {
    look();
    admit(connection);
  }
  void finished(std::uint32_t thread) override;

 private:
  std::uint32_t host_of(std::uint32_t share) const noexcept {
    return share < running_ ? share : share % running_;
  }
  void look();
  unsigned wanted();
  void set_running(std::uint32_t count);
  void deal(std::uint32_t connection);
  void admit(std::uint32_t connection);
  void wake(std::uint32_t worker);
  void go_on(std::uint32_t worker);
  bool fetch(std::uint32_t worker);
  void served(std::uint32_t worker);

  std::vector<ElasticLoop> loops_;
  std::vector<std::int64_t> seen_rested_ns_;  // at the last look
  std::uint32_t running_ = 1;
  std::int64_t looks_at_ns_ = look_every_ns;
  Acceptor acceptor_;
  std::uint32_t next_share_ = 0;
};

void Elastic::finished(std::uint32_t thread) {
  look();
  if (thread < loops_.size()) return served(thread);
  acceptor_.finished(connections(), host(), [this](std::uint32_t connection) { deal(connection); });
}

void Elastic::look() {
  for (; looks_at_ns_ <= host().now(); looks_at_ns_ += look_every_ns) {
    if (const std::uint32_t count = wanted(); count != running_) set_running(count);
  }
}

unsigned Elastic::wanted() {
  Busy busy;
  for (std::uint32_t i = 0; i < loops_.size(); ++i) {
    const std::int64_t rested_ns = loops_[i].rested_until(looks_at_ns_);
    const auto rest_ns = static_cast<double>(rested_ns - seen_rested_ns_[i]);
    seen_rested_ns_[i] = rested_ns;
    if (i < running_) busy.add(1 - std::clamp(rest_ns / double{look_every_ns}, 0.0, 1.0));
  }
  return loops_needed(busy, running_, setting().workers);
}

/// Who is parked does not wake for its share, and whoever serves it now does.
void Elastic::set_running(std::uint32_t count) {
  running_ = count;
  for (std::uint32_t share = 0; share < loops_.size(); ++share) {
    if (!loops_[share].ready.empty()) wake(host_of(share));
  }
}

void Elastic::deal(std::uint32_t connection) {
  connections()[connection].worker = next_share_;
  next_share_ = (next_share_ + 1) % setting().workers;
  admit(connection);
}

void Elastic::admit(std::uint32_t connection) {
  const std::uint32_t share = connections()[connection].worker;
  loops_[share].ready.push(connections(), connection);
  wake(host_of(share));
}

void Elastic::wake(std::uint32_t worker) {
  ElasticLoop& loop = loops_[worker];
  if (!loop.idle) return;
  loop.rested_ns = loop.rested_until(host().now());
  loop.idle = false;
  ++host().thread(worker).wakeups;
  host().charge(worker, Event::wake_up);
  go_on(worker);
}

void Elastic::go_on(std::uint32_t worker) {
  ElasticLoop& loop = loops_[worker];
  const bool goes_on = loop.fetched > 0 && !loops_[loop.share].ready.empty();
  if (!goes_on && !fetch(worker)) {
    loop.idle = true;
    loop.rests_from_ns = host().now();
    return host().rest(worker);
  }
  --loop.fetched;
  loop.current = loops_[loop.share].ready.pop(connections());
  Connection& its = connections()[loop.current];
  if (!its.greeted) ++host().thread(worker).connections;
  host().work(worker, begin_quantum(its));
}

/// From the next share of those that it serves in which something is ready.
bool Elastic::fetch(std::uint32_t worker) {
  ElasticLoop& loop = loops_[worker];
  loop.fetched = 0;
  const auto shares = static_cast<std::uint32_t>(loops_.size());
  for (std::uint32_t i = 1; i <= shares; ++i) {
    const std::uint32_t share = (loop.share + i) % shares;
    if (host_of(share) != worker || loops_[share].ready.empty()) continue;
    loop.share = share;
    loop.fetched = std::min(elastic_at_once, loops_[share].ready.size());
    host().charge(worker, Event::fetch_events);
    return true;
  }
  return false;
}

void Elastic::served(std::uint32_t worker) {
  const std::uint32_t connection = loops_[worker].current;
  const bool answered = end_quantum(connection, worker);
  if (answered && client().closes_after_this(connection)) {
    close(connections()[connection], worker);
  } else {
    host().charge(worker, Event::re_arm);
  }
  if (!answered) admit(connection);
  go_on(worker);
  if (answered) client().answered(connection, worker);
}

}  // namespace

std::unique_ptr<Server> make_elastic(const ServerSetting& setting, Host& host,
                                     Connections& connections, Client& client) {
  return std::make_unique<Elastic>(setting, host, connections, client);
}

}  // namespace dispatchbench::simulator
