// The processes of a load as threads of one, so that tests need no MPI.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "loadgen/hosts/communicator.hpp"

namespace dispatchbench::loadgen {

/// What they have in common. Whoever waits for a rank that has ended is told so at once, and for
/// one that sends nothing after a minute: then a test fails, and does not hang.
class FakeWorld {
 public:
  explicit FakeWorld(unsigned size) : size_(size) {}

  using Body = std::function<void(Communicator&)>;

  /// Runs `body` for every rank, each in a thread; returns what each has thrown, "" for nothing.
  std::vector<std::string> run(const Body& body);

 private:
  friend class FakeCommunicator;
  enum class Channel { words, posts, collective };
  using Key = std::tuple<Channel, unsigned, unsigned>;  // from, to

  void put(const Key& key, std::string_view bytes);
  std::string get(const Key& key);
  bool try_get(const Key& key, std::string& bytes);
  void end(unsigned rank);

  const unsigned size_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Key, std::deque<std::string>> mail_;
  std::set<unsigned> ended_;
};

class FakeCommunicator final : public Communicator {
 public:
  FakeCommunicator(FakeWorld& world, unsigned rank) : world_(world), rank_(rank) {}

  unsigned rank() const noexcept override { return rank_; }
  unsigned size() const noexcept override { return world_.size_; }
  void send(unsigned to, std::span<const std::int64_t> words) override;
  void receive(unsigned from, std::span<std::int64_t> words) override;
  void post(unsigned to, std::span<const std::int64_t> words) override;
  bool take(unsigned from, std::span<std::int64_t> words) override;
  void broadcast(std::span<std::int64_t> words) override;
  void sum(std::span<std::uint64_t> counts) override;
  void sum(std::span<double> sums) override;
  void greatest(std::span<std::int64_t> values) override;
  std::vector<std::string> gather(std::string_view bytes) override;
  void finish() override {}

 private:
  template <typename T, typename Combine>
  void reduce(std::span<T> values, Combine combine);

  FakeWorld& world_;
  const unsigned rank_;
};

}  // namespace dispatchbench::loadgen
