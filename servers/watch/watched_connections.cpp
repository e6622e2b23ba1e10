#include "servers/watch/watched_connections.hpp"

#include <algorithm>
#include <atomic>
#include <new>
#include <optional>
#include <poll.h>
#include <utility>

#include "strategies/runtime/worker.hpp"

namespace dispatchbench {

/// Another connection, of which is known whether somebody runs it.
class WatchedConnection final : public Connection, public WatchedConnections::Hook {
 public:
  WatchedConnection(std::unique_ptr<Connection> connection, WatchedConnections& all) noexcept
      : connection_(std::move(connection)), all_(all) {
    auto& shard = all_.shard_of(descriptor());
    const std::lock_guard lock(shard.mutex);
    shard.connections.push_back(*this);
  }

  ~WatchedConnection() override {
    auto& shard = all_.shard_of(descriptor());
    const std::lock_guard lock(shard.mutex);
    shard.connections.erase(shard.connections.iterator_to(*this));
  }

  Next advance(Worker& worker) noexcept override {
    Turns& turns_of_worker = all_.workers_[worker.index()].value;
    turns_of_worker.begin();
    turns_.begin();
    const Next next = connection_->advance(worker);
    next_.store(next, std::memory_order_relaxed);
    turns_.end();
    turns_of_worker.end();
    return next;
  }

  int descriptor() const noexcept override { return connection_->descriptor(); }
  Deadline deadline() const noexcept override { return connection_->deadline(); }
  void drain() noexcept override { connection_->drain(); }

  // For who looks, under the shard's lock.

  bool under_way() const noexcept { return Turns::under_way(turns_.read()); }
  void note(std::uint64_t look) noexcept {
    noted_ = look;
    noted_turns_ = turns_.read();
  }
  bool rests_since(std::uint64_t look) const noexcept {
    return noted_ == look && turns_.read() == noted_turns_ && !Turns::under_way(noted_turns_);
  }

  bool could_go_on() const noexcept { return next_.load(std::memory_order_relaxed) == Next::again; }
  pollfd waits_for() const noexcept {
    const bool writes = next_.load(std::memory_order_relaxed) == Next::wait_write;
    return {descriptor(), static_cast<short>((writes ? POLLOUT : POLLIN) | POLLRDHUP), 0};
  }

 private:
  const std::unique_ptr<Connection> connection_;
  WatchedConnections& all_;
  Turns turns_;
  std::atomic<Next> next_{Next::wait_read};
  std::uint64_t noted_ = 0;
  std::uint32_t noted_turns_ = 0;
};

namespace {

/// One that was closed by the other side only waits to be closed here.
bool is_ready(const pollfd& polled) noexcept {
  return (polled.revents & (POLLIN | POLLOUT)) != 0 &&
         (polled.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL)) == 0;
}

/// Asks the kernel of many at once.
class Batch {
 public:
  static constexpr std::size_t size = 64;

  void add(WatchedConnection& connection) noexcept {
    connections_[count_] = &connection;
    polled_[count_++] = connection.waits_for();
  }

  /// Gives those that could go on to `found`, until it says false; whether it did not.
  template <class Found>
  bool ask(Found found) {
    if (count_ > 0) ::poll(polled_.data(), count_, 0);
    for (std::size_t i = 0; i < count_; ++i) {
      const bool waits = connections_[i]->could_go_on() || is_ready(polled_[i]);
      if (waits && !found(*connections_[i])) return false;
    }
    return true;
  }

 private:
  std::array<WatchedConnection*, size> connections_{};
  std::array<pollfd, size> polled_{};
  std::size_t count_ = 0;
};

constexpr std::size_t enough_waiting = 16;  // of those that wait: all of them do not go at once

}  // namespace

std::unique_ptr<Connection> WatchedConnections::make(AcceptedSocket socket) noexcept {
  auto connection = factory_.make(std::move(socket));
  if (!connection) return nullptr;
  return std::unique_ptr<Connection>(new (std::nothrow)
                                         WatchedConnection(std::move(connection), *this));
}

template <class AskedAbout, class Found>
void WatchedConnections::glance(AskedAbout asked_about, Found found) {
  const auto put_first_to_the_back = [](List& connections) {
    connections.splice(connections.end(), connections, connections.begin());
  };
  std::array<std::optional<std::size_t>, shard_count> left;  // to be seen, of each shard
  ++first_;
  for (bool some_left = true; some_left;) {
    some_left = false;
    for (std::size_t i = 0; i < shard_count; ++i) {
      const std::size_t number = (first_ + i) % shard_count;
      List& connections = shards_[number].connections;
      Batch batch;
      const std::lock_guard lock(shards_[number].mutex);
      if (!left[number] && !connections.empty()) put_first_to_the_back(connections);
      left[number] = std::min(left[number].value_or(connections.size()), connections.size());
      for (std::size_t n = std::min(*left[number], Batch::size); n > 0; --n, --*left[number]) {
        auto& connection = static_cast<WatchedConnection&>(connections.front());
        put_first_to_the_back(connections);
        if (asked_about(connection)) batch.add(connection);
      }
      if (!batch.ask(found)) return;
      some_left = some_left || *left[number] > 0;
    }
  }
}

bool WatchedConnections::note_waiting() {
  ++look_;
  std::size_t noted = 0;
  glance([](const WatchedConnection& each) { return !each.under_way(); },
         [&](WatchedConnection& waiting) {
           waiting.note(look_);
           return ++noted < enough_waiting;
         });
  return noted > 0;
}

bool WatchedConnections::some_still_wait() {
  bool found = false;
  glance([this](const WatchedConnection& each) { return each.rests_since(look_); },
         [&](const WatchedConnection& waiting) {
           found = waiting.rests_since(look_);
           return !found;
         });
  return found;
}

}  // namespace dispatchbench
